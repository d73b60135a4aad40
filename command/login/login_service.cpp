#include "command/login/login_service.h"

namespace authledger::command {
namespace {

constexpr const char* kFactor = "password";

}  // namespace

Result<bool> LoginService::proves(const Account& account, const std::string& password) {
  if (account.user && account.user->state.exists() && !account.user->state.password_hash.empty()) {
    return hasher_.verify(account.user->state.password_hash, password);
  }
  AUTHLEDGER_CHECK(hasher_.verify_nobody(password));
  return false;
}

Result<Authenticated> LoginService::authenticate(const CommandContext& context,
                                                 const Credentials& credentials) {
  AUTHLEDGER_CHECK(hasher_.has_room());  // in a storm, looking up would cost more than refusing
  AUTHLEDGER_TRY(account, accounts_.by_login_name(context.tenant_id, credentials.username));
  const std::string client = vault_.keyed_hash("client", credentials.client).substr(0, 32);
  AUTHLEDGER_TRY(attempts, dispatcher_.load<AttemptsAggregate>(account.id, Freshness::kFresh));
  if (const auto wait_s = delay_s(attempts->state, client, kFactor, context.now); wait_s > 0) {
    Error refused = error(errors::kTooManyAttempts);
    refused.retry_after_s = static_cast<int>(wait_s);
    return fail(std::move(refused));
  }
  AUTHLEDGER_TRY(right, proves(account, credentials.password));
  if (!right && account.user) {  // another process may have changed the password a moment ago
    AUTHLEDGER_TRY(fresh,
                   dispatcher_.load<UserAggregate>(account.user->state.id, Freshness::kFresh));
    if (fresh->state.password_hash != account.user->state.password_hash) {
      account.user = fresh;
      AUTHLEDGER_TRY(again, proves(account, credentials.password));
      right = again;
    }
  }
  if (!right) {
    CommandContext noted = context;
    noted.idempotency.reset();
    noted.if_match.reset();
    AUTHLEDGER_TRY(
        written, dispatcher_.run(noted, nullptr, RecordLoginFailure{account.id, client, kFactor}));
    (void)written;
    return fail(errors::kWrongCredentials);
  }
  if (hasher_.needs_rehash(account.user->state.password_hash))
    rehash(context, account, credentials.password);
  return Authenticated{account.user->state, account.user->version,
                       ClearLoginFailures{account.id, client, kFactor}};
}

// Best effort: the log-in goes on when it does not work out, and the next one tries again. The
// account moves on only to a state with the very hash made here: any other one has a password that
// nobody proved, and a session started at its version would outlive the change.
void LoginService::rehash(const CommandContext& context, Account& account,
                          const std::string& password) {
  const auto hash = hasher_.hash(password);
  if (!hash) return;
  CommandContext own = context;
  own.idempotency.reset();
  own.if_match.reset();
  const auto& user = account.user->state;
  if (!dispatcher_.run(own, nullptr, RehashPassword{user.id, user.password_hash, *hash})) return;
  auto now = dispatcher_.load<UserAggregate>(user.id, Freshness::kCached);
  if (now && (*now)->state.password_hash == *hash) account.user = std::move(*now);
}

}  // namespace authledger::command
