#include "command/login/federated_login.h"

#include "command/user/claim_account.h"
#include "command/user/register_user.h"

namespace authledger::command {
namespace {

bool is_free_again(const UserState& user, Timestamp now) {
  return user.archived() && now > *user.restorable_until;
}

}  // namespace

Result<UserId> FederatedLogin::registered(const CommandContext& context,
                                          const VouchedIdentity& identity) {
  RegisterUser person;
  person.user_id = UserId{new_uuid(clock_, random_)};
  person.email = identity.email;
  person.fullname = identity.fullname;
  person.role_id = std::string(roles::kUser);
  if (!identity.language.empty()) person.preferred_language = identity.language;
  person.email_verified = true;
  person.origin = identity.origin;
  person.owner_id = person.user_id;
  AUTHLEDGER_TRY(written, dispatcher_.run(context, nullptr, person));
  (void)written;
  return person.user_id;
}

Result<Versioned<UserState>> FederatedLogin::person_of(const CommandContext& context,
                                                       const VouchedIdentity& identity) {
  CommandContext own = context;  // the answer is the session's
  own.idempotency.reset();
  own.if_match.reset();
  AUTHLEDGER_TRY(account, accounts_.by_email(context.tenant_id, identity.email));
  if (!account.user || is_free_again(account.user->state, context.now)) {
    auto made = registered(own, identity);
    if (!made && made.error().id != errors::kEmailTaken.id) return fail(std::move(made).error());
    // Taken: the same person came twice at once, or signed up meanwhile.
    AUTHLEDGER_TRY(again, accounts_.by_email(context.tenant_id, identity.email));
    if (!again.user) return fail(errors::kStreamChanged);
    account = std::move(again);
  }
  const auto& user = account.user->state;
  if (!user.email_verified) {
    AUTHLEDGER_TRY(claimed, dispatcher_.run(own, nullptr, ClaimAccount{user.id, identity.email}));
    (void)claimed;
  }
  AUTHLEDGER_TRY(now, dispatcher_.load<UserAggregate>(user.id, Freshness::kFresh));
  return *now;
}

}  // namespace authledger::command
