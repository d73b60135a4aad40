// Permissions as use cases: grant once, what may somebody do. Every face calls these.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "command/dispatch.h"
#include "command/group/group_service.h"
#include "command/permission/grant_pages.h"

namespace authledger::command {

struct PermissionCheck {
  UserId user_id;
  std::string permission_name;
  std::optional<ObjectId> object_id;
};

// Thread-safe. Reads the log alone; who is not an active user of the tenant may do nothing. Errors
// of all: log.unavailable; permission.too_many_grants beyond `grants_max` grants of one answer,
// group.too_many_groups.
class PermissionService {
 public:
  PermissionService(Dispatcher& dispatcher, GroupService& groups, const Clock& clock,
                    Random& random, std::size_t grants_max = 10'000)
      : dispatcher_(dispatcher),
        groups_(groups),
        clock_(clock),
        random_(random),
        grants_max_(grants_max) {}

  // Under a new id; a grant that is in force already stays the one it is, and `render` is asked for
  // that one. Errors: user.user_not_found and group.user_group_not_found for whom the tenant
  // doesn't have, and those of GrantPermission.
  Result<Written> grant(const CommandContext& context, const Grant& grant, const UserId& granted_by,
                        const std::function<Render(const PermissionId&)>& render);

  // One per check, in their order.
  Result<std::vector<Verdict>> check(const std::string& tenant_id,
                                     std::span<const PermissionCheck> checks);

  Result<Scope> scope(const std::string& tenant_id, const UserId& user,
                      const std::string& permission_name);

  // Every grant that applies to the person.
  Result<GrantPages> grants_of(const std::string& tenant_id, const UserId& user);

 private:
  // Nothing: not an active user of the tenant.
  Result<std::optional<GrantSubject>> subject(const std::string& tenant_id, const UserId& user);
  Result<std::vector<AppliedGrant>> all(GrantPages pages);
  Result<Verdict> check_one(const GrantSubject& subject, const PermissionCheck& check);
  Status check_subject(const std::string& tenant_id, const Grant& grant);

  Dispatcher& dispatcher_;
  GroupService& groups_;
  const Clock& clock_;
  Random& random_;
  std::size_t grants_max_;
};

}  // namespace authledger::command
