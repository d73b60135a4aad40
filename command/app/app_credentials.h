// Who calls as an app, and whose tokens count there. Thread-safe.
#pragma once

#include <span>
#include <string>

#include "command/app/app_state.h"
#include "command/dispatch.h"
#include "command/user/user_state.h"

namespace authledger::command {

// An app that has proved its secret.
struct AppCaller {
  AppId id;
  std::string tenant_id;
  std::string secret{};  // that it proved
};

// Whether a person is let in by an app right now: its active member, banned neither there nor as a
// whole, with the app still there. The tokens of anybody else are nothing to it.
bool lets_in(const AppState& app, const UserState& user, Timestamp now);

// Whether the token of getUrlAndToken still opens the app: to the same people, and to those who
// manage it.
bool may_visit(const AppState& app, const UserState& user, Timestamp now);

class AppCredentials {
 public:
  explicit AppCredentials(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  // `secrets`: the readings of what was sent, one of which has to be right. A secret that another
  // process has changed is good at once, the one before for the second that the news takes.
  // Errors: oauth.client_refused, whatever is wrong; log.unavailable.
  Result<AppCaller> check(const AppId& app, std::span<const std::string> secrets);

  // The app, as this process knows it. Errors: log.unavailable; app.app_not_found of another
  // tenant, or when it is gone.
  Result<std::shared_ptr<const Versioned<AppState>>> find(const AppCaller& caller);

  // The feed of a tenant's events is for administrators, and for their apps. Errors:
  // auth.not_allowed, log.unavailable; those of find().
  Status may_follow(const AppCaller& caller, Timestamp now);

  // Whether it still would be let in, as this process knows the app. The log being away takes
  // nothing from anybody.
  bool still_holds(const AppCaller& caller);

 private:
  Dispatcher& dispatcher_;
};

}  // namespace authledger::command
