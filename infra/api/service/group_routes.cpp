#include "infra/api/service/group_routes.h"

#include "infra/api/service/answers.h"
#include "infra/api/service/group_requests.h"
#include "infra/api/service/groups.h"
#include "infra/api/service/lists.h"
#include "projections/group_members.h"
#include "projections/groups.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

const projections::ReadModelSchema& groups_model() { return projections::groups().schema(); }
const projections::ReadModelSchema& members_model() {
  return projections::group_members().schema();
}

std::vector<Route> member_rows() {
  return {
      {.name = "createUserGroupMember",
       .method = "POST",
       .path = "/v1/usergroupmembers",
       .access = Access::kAdmin,
       .data_name = "userGroupMember",
       .action = "create",
       .success_status = 201,
       .request_schema = &json_schema<GroupMemberBody>,
       .response_schema = &json_schema<projections::GroupMemberDocument>,
       .refusals = {&errors::kGroupNotFound, &errors::kUserNotFound, &errors::kAlreadyAMember},
       .handler = create_user_group_member,
       .about = "Add a user to a group."},
      {.name = "getUserGroupMember",
       .method = "GET",
       .path = "/v1/usergroupmembers/:userGroupMemberId",
       .access = Access::kPublic,
       .reads = ReadClass::kTruth,
       .data_name = "userGroupMember",
       .action = "get",
       .response_schema = &json_schema<projections::GroupMemberDocument>,
       .refusals = {&errors::kGroupMemberNotFound},
       .handler = get_user_group_member,
       .about = "Get one membership."},
      {.name = "deleteUserGroupMember",
       .method = "DELETE",
       .path = "/v1/usergroupmembers/:userGroupMemberId",
       .access = Access::kAdmin,
       .data_name = "userGroupMember",
       .action = "delete",
       .response_schema = &json_schema<projections::GroupMemberDocument>,
       .refusals = {&errors::kGroupMemberNotFound},
       .handler = delete_user_group_member,
       .about = "Remove a user from a group."},
      {.name = "listUserGroupMembers",
       .method = "GET",
       .path = "/v1/listusergroupmembers/:groupId",
       .access = Access::kPublic,
       .reads = ReadClass::kReadYourWrites,
       .data_name = "userGroupMembers",
       .action = "list",
       .response_schema = &json_schema<ListedMember>,
       .list_of = members_model,
       .query = {"userId", "ownerId"},
       .narrow = members_of_the_group,
       .complete = join_users,
       .refusals = {&errors::kGroupNotFound},
       .handler = list_rows,
       .about = "List the members of a group, each with its user."},
  };
}

}  // namespace

std::vector<Route> group_rows() {
  std::vector<Route> rows = {
      {.name = "createUserGroup",
       .method = "POST",
       .path = "/v1/usergroups",
       .access = Access::kAdmin,
       .data_name = "userGroup",
       .action = "create",
       .success_status = 201,
       .request_schema = &json_schema<CreateGroupBody>,
       .response_schema = &json_schema<projections::GroupDocument>,
       .handler = create_user_group,
       .about = "Create a user group."},
      {.name = "listUserGroups",
       .method = "GET",
       .path = "/v1/usergroups",
       .access = Access::kPublic,
       .reads = ReadClass::kReadYourWrites,
       .data_name = "userGroups",
       .action = "list",
       .response_schema = &json_schema<projections::GroupDocument>,
       .list_of = groups_model,
       .query = {"groupName", "avatar"},
       .handler = list_rows,
       .about = "List the tenant's user groups."},
      {.name = "getUserGroup",
       .method = "GET",
       .path = "/v1/usergroups/:userGroupId",
       .access = Access::kPublic,
       .reads = ReadClass::kTruth,
       .data_name = "userGroup",
       .action = "get",
       .response_schema = &json_schema<projections::GroupDocument>,
       .refusals = {&errors::kGroupNotFound},
       .handler = get_user_group,
       .about = "Get one user group."},
      {.name = "updateUserGroup",
       .method = "PATCH",
       .path = "/v1/usergroups/:userGroupId",
       .access = Access::kAdmin,
       .data_name = "userGroup",
       .action = "update",
       .request_schema = &json_schema<UpdateGroupBody>,
       .response_schema = &json_schema<projections::GroupDocument>,
       .refusals = {&errors::kGroupNotFound},
       .handler = update_user_group,
       .about = "Rename a user group or change its avatar."},
      {.name = "deleteUserGroup",
       .method = "DELETE",
       .path = "/v1/usergroups/:userGroupId",
       .access = Access::kAdmin,
       .data_name = "userGroup",
       .action = "delete",
       .response_schema = &json_schema<projections::GroupDocument>,
       .refusals = {&errors::kGroupNotFound},
       .handler = delete_user_group,
       .about = "Delete a user group; its memberships end with it."},
  };
  for (auto& row : member_rows()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace authledger::infra
