// The user beside each member of a group.
#include "infra/api/service/answers.h"
#include "infra/api/service/groups.h"
#include "infra/api/services.h"
#include "infra/http/call.h"
#include "projections/group_members.h"
#include "projections/users.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

// The first character and the domain: a***@example.com.
std::string masked_email(std::string_view email) {
  std::size_t first = email.empty() || email.front() == '@' ? 0 : 1;
  while (first > 0 && first < email.size() &&
         (static_cast<unsigned char>(email[first]) & 0xC0) == 0x80)
    ++first;  // the rest of a character in UTF-8
  const auto at = email.rfind('@');
  return std::string(email.substr(0, first)) + "***" +
         std::string(at == std::string_view::npos ? std::string_view() : email.substr(at));
}

Status join(Services& services, const query::Consistency& consistency, const std::string& tenant_id,
            bool masked, std::vector<std::string>& rows) {
  AUTHLEDGER_CHECK(services.lists.wait_for_join(
      projections::users().schema(), projections::group_members().schema(), consistency));
  std::vector<std::string> ids;
  for (const auto& row : rows) {
    AUTHLEDGER_TRY(member, decode<projections::GroupMemberDocument>(std::string_view(row)));
    ids.push_back(std::move(member.user_id));
  }
  AUTHLEDGER_TRY(users, services.listed_documents.get(projections::users().schema(), ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string joined;
    if (users[i] && users[i]->tenant_id == tenant_id) {
      AUTHLEDGER_TRY(user, decode<projections::UserDocument>(std::string_view(users[i]->body)));
      joined = encode(
          JoinedUser{masked ? masked_email(user.email) : user.email, user.fullname, user.avatar});
    }
    rows[i].pop_back();
    rows[i] += ",\"user\":[" + joined + "]}";
  }
  return {};
}

}  // namespace

CompleteRows join_users(const Call& call) {
  if (!call.common.get_joins || call.common.exclude_cqrs) return {};
  return [&services = call.services, tenant = call.tenant_id, masked = !call.session,
          consistency = query::Consistency{call.min_position, call.common.strong}](
             std::vector<std::string>& rows) {
    return join(services, consistency, tenant, masked, rows);
  };
}

}  // namespace authledger::infra
