#include "infra/api/service/groups.h"

#include "command/group/change_group.h"
#include "command/group/group_member.h"
#include "infra/api/envelope.h"
#include "infra/api/service/documents.h"
#include "infra/api/service/group_requests.h"
#include "infra/api/services.h"
#include "infra/http/query_parameters.h"
#include "projections/group_members.h"
#include "projections/groups.h"

namespace authledger::infra {
namespace {

using command::GroupAggregate;
using command::GroupMemberAggregate;

GroupId path_group(const Call& call) { return {call.path.find("userGroupId")->second}; }
GroupMemberId path_member(const Call& call) {
  return {call.path.find("userGroupMemberId")->second};
}

DocumentOf group_document(const Call& call, const GroupId& group) {
  return {projections::groups(), call.services.group_documents, GroupAggregate::stream_id(group),
          errors::kGroupNotFound};
}

DocumentOf member_document(const Call& call, const GroupMemberId& member) {
  return {projections::group_members(), call.services.group_member_documents,
          GroupMemberAggregate::stream_id(member), errors::kGroupMemberNotFound};
}

command::Render envelope_of(Call& call, DocumentOf which) {
  return [&call, which](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document, document_after(which, planned));
    return Answer{call.route.success_status, {}, object_envelope(call, document.body)};
  };
}

template <class Command>
Result<Reply> run(Call& call, DocumentOf which, const Command& command) {
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(call.context(), envelope_of(call, which), command));
  return reply_of(std::move(written));
}

Result<Reply> show(Call& call, const DocumentOf& which) {
  AUTHLEDGER_TRY(document, which.truth.get(which.stream_id));
  if (!document) return fail(which.unknown);
  return Reply{{200, {}, object_envelope(call, document->body)}};
}

Status require_group(const Call& call, const GroupId& group) {
  AUTHLEDGER_TRY(there, call.services.groups.exists(call.tenant_id, group));
  if (!there) return fail(errors::kGroupNotFound);
  return {};
}

}  // namespace

Result<Reply> create_user_group(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<CreateGroupBody>());
  const GroupId group{new_uuid(call.services.clock, call.services.random)};
  return run(call, group_document(call, group),
             command::CreateGroup{group, body.group_name, body.avatar, call.session->user.id});
}

Result<Reply> update_user_group(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<UpdateGroupBody>());
  if (call.body.HasMember("groupName") && !body.group_name)
    return fail(invalid_input("groupName", "must be a text"));
  const GroupId group = path_group(call);
  return run(call, group_document(call, group),
             command::UpdateGroup{group,
                                  body.group_name,
                                  {call.body.HasMember("avatar"), body.avatar},
                                  call.session->user.id});
}

Result<Reply> delete_user_group(Call& call) {
  const GroupId group = path_group(call);
  AUTHLEDGER_CHECK(require_group(call, group));
  return run(call, group_document(call, group), command::DeleteGroup{group, call.session->user.id});
}

Result<Reply> get_user_group(Call& call) {
  const GroupId group = path_group(call);
  AUTHLEDGER_CHECK(require_group(call, group));
  return show(call, group_document(call, group));
}

Result<Reply> create_user_group_member(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<GroupMemberBody>());
  command::AddGroupMember command;
  command.member_id = GroupMemberId{new_uuid(call.services.clock, call.services.random)};
  command.group_id = GroupId{lower_id(body.group_id.value)};
  command.user_id = UserId{lower_id(body.user_id.value)};
  command.actor = call.session->user.id;
  AUTHLEDGER_TRY(written, call.services.groups.add_member(
                              call.context(), command,
                              envelope_of(call, member_document(call, command.member_id))));
  return reply_of(std::move(written));
}

Result<Reply> delete_user_group_member(Call& call) {
  const GroupMemberId member = path_member(call);
  AUTHLEDGER_TRY(known, call.services.groups.member(call.tenant_id, member));
  return run(call, member_document(call, known.id),
             command::RemoveGroupMember{known.id, call.session->user.id});
}

Result<Reply> get_user_group_member(Call& call) {
  AUTHLEDGER_TRY(known, call.services.groups.member(call.tenant_id, path_member(call)));
  return show(call, member_document(call, known.id));
}

Status members_of_the_group(const Call& call, query::ListQuery& list) {
  const GroupId group{call.path.find("groupId")->second};
  AUTHLEDGER_CHECK(require_group(call, group));
  list.filter.children.push_back({query::Filter::Kind::kEquals, "groupId", group.value});
  return {};
}

}  // namespace authledger::infra
