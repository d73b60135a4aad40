// The rows on permissions.
#include "infra/api/service/lists.h"
#include "infra/api/service/permission_requests.h"
#include "infra/api/service/permissions.h"
#include "projections/permissions.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

const projections::ReadModelSchema& permissions_model() {
  return projections::permissions().schema();
}

std::string given_permissions_schema() {
  return R"({"type":"array","items":)" + json_schema<GivenPermission>() + "}";
}

}  // namespace

std::vector<Route> permission_rows() {
  return {
      {.name = "grantPermission",
       .method = "POST",
       .path = "/v1/permissions",
       .access = Access::kAdmin,
       .data_name = "permission",
       .action = "create",
       .success_status = 201,
       .request_schema = &json_schema<GrantBody>,
       .response_schema = &json_schema<projections::PermissionDocument>,
       .refusals = {&errors::kUserNotFound, &errors::kGroupNotFound},
       .handler = grant_permission,
       .about =
           "Allow or deny something to a role, a user or a group; again gives the same grant."},
      {.name = "revokePermission",
       .method = "DELETE",
       .path = "/v1/permissions/:permissionId",
       .access = Access::kAdmin,
       .data_name = "permission",
       .action = "delete",
       .response_schema = &json_schema<projections::PermissionDocument>,
       .refusals = {&errors::kPermissionNotFound},
       .handler = revoke_permission,
       .about = "End a grant."},
      {.name = "listPermissions",
       .method = "GET",
       .path = "/v1/permissions",
       .access = Access::kAdmin,
       .reads = ReadClass::kReadYourWrites,
       .data_name = "permissions",
       .action = "list",
       .response_schema = &json_schema<projections::PermissionDocument>,
       .list_of = permissions_model,
       .query = {"permissionName", "roleId", "subjectUserId", "subjectUserGroupId", "objectId",
                 "canDo"},
       .handler = list_rows,
       .about = "List the tenant's grants."},
      {.name = "checkPermissions",
       .method = "POST",
       .path = "/v1/permissions/check",
       .access = Access::kAdminOrApp,
       .reads = ReadClass::kTruth,
       .request_schema = &json_schema<CheckBody>,
       .response_schema = &json_schema<CheckResults>,
       .refusals = {&errors::kTooManyGrants},
       .handler = check_permissions,
       .about = "What others may do, up to 100 questions at once, with the grants that decided."},
      {.name = "ownPermissions",
       .method = "GET",
       .path = "/permissions",
       .access = Access::kSession,
       .reads = ReadClass::kTruth,
       .response_schema = given_permissions_schema,
       .refusals = {&errors::kTooManyGroups},
       .short_refusal = "No login found",
       .handler = own_permissions,
       .about = "Every grant that applies to the caller."},
      {.name = "ownPermission",
       .method = "GET",
       .path = "/permissions/:permissionName",
       .access = Access::kSession,
       .reads = ReadClass::kTruth,
       .response_schema = &json_schema<PermissionScope>,
       .refusals = {&errors::kTooManyGrants},
       .short_refusal = "No login found",
       .handler = own_permission,
       .about = "Whether the caller has a permission, and the objects where it is the other way."},
  };
}

}  // namespace authledger::infra
