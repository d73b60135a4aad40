#include "command/app/app_credentials.h"

#include "command/app/app_service.h"
#include "shared/client_errors.h"

namespace authledger::command {

bool lets_in(const AppState& app, const UserState& user, Timestamp now) {
  if (!app.exists() || !user.active() || user.unconfirmed || user.tenant_id != app.tenant_id)
    return false;
  const auto* membership = user.membership(app.id);
  return membership != nullptr && membership->active && !user.banned(now) &&
         !user.banned_in(app.id, now);
}

bool may_visit(const AppState& app, const UserState& user, Timestamp now) {
  if (lets_in(app, user, now)) return true;
  return app.exists() && user.active() && user.tenant_id == app.tenant_id && !user.banned(now) &&
         !user.banned_in(app.id, now) &&
         AppService::may_manage({user.id, user.role_id, {}}, app).has_value();
}

Result<AppCaller> AppCredentials::check(const AppId& app, std::span<const std::string> secrets) {
  for (const auto freshness : {Freshness::kCached, Freshness::kFresh}) {
    AUTHLEDGER_TRY(known, dispatcher_.load<AppAggregate>(app, freshness));
    for (const auto& secret : secrets) {
      if (known->state.proves(secret)) return AppCaller{app, known->state.tenant_id, secret};
    }
  }
  return fail(errors::kClientRefused);
}

Result<std::shared_ptr<const Versioned<AppState>>> AppCredentials::find(const AppCaller& caller) {
  AUTHLEDGER_TRY(known, dispatcher_.load<AppAggregate>(caller.id, Freshness::kCached));
  if (!known->state.exists() || known->state.tenant_id != caller.tenant_id)
    return fail(errors::kAppNotFound);
  return known;
}

Status AppCredentials::may_follow(const AppCaller& caller, Timestamp now) {
  AUTHLEDGER_TRY(app, find(caller));
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(app->state.owner_id, Freshness::kCached));
  const auto& owner = known->state;
  if (!owner.active() || owner.banned(now) || !is_admin_role(owner.role_id))
    return fail(errors::kNotAllowed);
  return {};
}

bool AppCredentials::still_holds(const AppCaller& caller) {
  const auto known = dispatcher_.load<AppAggregate>(caller.id, Freshness::kCached);
  return known ? (*known)->state.proves(caller.secret) : known.error().code == Code::kUnavailable;
}

}  // namespace authledger::command
