// The use cases on apps and their roles that look at more than one stream. Thread-safe.
//
// Who may manage an app: admin and superAdmin every one, an owner its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "command/dispatch.h"
#include "command/user/user_service.h"

namespace authledger::command {

using AppPtr = std::shared_ptr<const Versioned<AppState>>;

class AppService {
 public:
  AppService(Dispatcher& dispatcher, Random& random) : dispatcher_(dispatcher), random_(random) {}

  // As of right now. Errors of all look-ups: app.app_not_found (also of another tenant),
  // log.unavailable.
  Result<AppPtr> find(const std::string& tenant_id, const AppId& app);
  Result<AppPtr> find_by_name(const std::string& tenant_id, const std::string& name);
  // Errors: app.role_not_found.
  Result<AppPtr> find_by_role(const std::string& tenant_id, const AppRoleId& role);
  // The same for who manages it. Errors: auth.not_allowed for others.
  Result<AppPtr> managed(const std::string& tenant_id, const Caller& caller, const AppId& app);
  static Status may_manage(const Caller& caller, const AppState& app);

  // The apps that a person owns; in no order. At most `limit`.
  Result<std::vector<AppId>> owned_by(const std::string& tenant_id, const UserId& owner,
                                      int limit = 10'000);

  // A new app; its owner becomes its active member. Errors: app.app_name_taken,
  // membership.too_many_apps.
  Result<Written> add(const CommandContext& context, const RegisterApp& command,
                      const Render& render);

  // Members leave, and holders lose the role, at once for a few and else by clean_up(). Delete of
  // an app: errors of managed(). Delete of a role: app.role_not_found, and app.role_is_assigned for
  // one that people have, unless `force`.
  Result<Written> remove(const CommandContext& context, const Caller& caller, const AppId& app,
                         const Render& render);
  Result<Written> remove_role(const CommandContext& context, const Caller& caller,
                              const AppRoleId& role, bool force, const Render& render);

  // What is left behind the end of an app or a role, at most `limit` people: true when nothing is
  // left. Doing it twice is fine. Errors: log.unavailable.
  Result<bool> clean_up(const CleanUp& what, Timestamp now, int limit);

  // A secret of 256 bits, for an app that came without one.
  std::string new_secret();

 private:
  Result<std::vector<UserId>> people(const std::string& tenant_id, std::string_view kind,
                                     const std::string& key, int limit);
  Status leave(const CommandContext& context, const UserId& user, const CleanUp& what,
               const UserId& owner);

  Dispatcher& dispatcher_;
  Random& random_;
};

}  // namespace authledger::command
