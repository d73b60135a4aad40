#include "command/login/accounts.h"

namespace authledger::command {
namespace {

// A keyed hash in the shape of a UUID, so that nobody's names have streams like everybody's.
std::string pseudo_id(const std::string& hex) {
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-a" +
         hex.substr(17, 3) + "-" + hex.substr(20, 12);
}

bool is_user(const std::optional<std::string>& owner) {
  return owner && owner->starts_with("user-");
}

}  // namespace

std::string Accounts::nobody(const std::string& tenant_id, const std::string& name) const {
  return pseudo_id(vault_.keyed_hash("nobody", tenant_id + "\n" + name));
}

Result<Account> Accounts::by_login_name(const std::string& tenant_id, const std::string& name) {
  AUTHLEDGER_TRY(by_email, dispatcher_.owner_of(tenant_id, "email", normalised_email(name)));
  auto owner = std::move(by_email);
  if (!owner) {
    AUTHLEDGER_TRY(by_name, dispatcher_.owner_of(tenant_id, "username", normalised_username(name)));
    owner = std::move(by_name);
  }
  if (!is_user(owner)) return Account{nobody(tenant_id, normalised_username(name)), nullptr};
  const UserId id{owner->substr(5)};
  // A ban that another process wrote a moment ago counts.
  AUTHLEDGER_TRY(user, dispatcher_.load<UserAggregate>(id, Freshness::kFresh));
  return Account{id.value, std::move(user)};
}

Result<Account> Accounts::by_email(const std::string& tenant_id, const std::string& email) {
  return by_claim(tenant_id, "email", normalised_email(email));
}

Result<Account> Accounts::by_name(const std::string& tenant_id, const std::string& name) {
  AUTHLEDGER_TRY(account, by_login_name(tenant_id, name));
  return right_now(tenant_id, UserId{account.id}, normalised_username(name));
}

Result<Account> Accounts::by_mobile(const std::string& tenant_id, const std::string& mobile) {
  return by_claim(tenant_id, "mobile", mobile);
}

Result<Account> Accounts::by_id(const std::string& tenant_id, const UserId& user) {
  return right_now(tenant_id, user, user.value);
}

Result<Account> Accounts::by_claim(const std::string& tenant_id, const std::string& kind,
                                   const std::string& value) {
  AUTHLEDGER_TRY(owner, dispatcher_.owner_of(tenant_id, kind, value));
  const std::string id = is_user(owner) ? owner->substr(5) : nobody(tenant_id, value);
  return right_now(tenant_id, UserId{id}, value);
}

Result<Account> Accounts::right_now(const std::string& tenant_id, const UserId& user,
                                    const std::string& name) {
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
  if (!known->state.exists() || known->state.tenant_id != tenant_id)
    return Account{nobody(tenant_id, name), nullptr};
  return Account{user.value, std::move(known)};
}

}  // namespace authledger::command
