// Every aggregate and every command, one line each. Dispatch keeps a cache per aggregate; a test
// demands a spec per command.
#pragma once

#include <string_view>
#include <vector>

#include "command/app/app_role.h"
#include "command/app/change_app.h"
#include "command/avatar/avatar_file.h"
#include "command/group/change_group.h"
#include "command/group/group_member.h"
#include "command/invitation/count_invitation.h"
#include "command/keys/key_rotation.h"
#include "command/login/attempts.h"
#include "command/message/mark_message.h"
#include "command/message/request_message.h"
#include "command/permission/grant_permission.h"
#include "command/permission/revoke_permission.h"
#include "command/role/role_holders.h"
#include "command/session/rotate_refresh_token.h"
#include "command/session/session_state.h"
#include "command/user/archive_user.h"
#include "command/user/assign_app_role.h"
#include "command/user/ban_user.h"
#include "command/user/change_password.h"
#include "command/user/change_role.h"
#include "command/user/change_second_factor.h"
#include "command/user/claim_account.h"
#include "command/user/end_sessions.h"
#include "command/user/join_app.h"
#include "command/user/note_tokens_viewed.h"
#include "command/user/register_user.h"
#include "command/user/reset_password.h"
#include "command/user/update_user.h"
#include "command/user/verify_address.h"
#include "command/verification/complete_verification.h"
#include "command/verification/start_verification.h"

namespace authledger::command {

template <class...>
struct TypeList {};

using Aggregates = TypeList<UserAggregate, SessionAggregate, RoleHoldersAggregate,
                            AttemptsAggregate, KeysAggregate, MessageAggregate, PermissionAggregate,
                            GroupAggregate, GroupMemberAggregate, AvatarAggregate,
                            VerificationAggregate, AppAggregate, InvitationsAggregate>;

using Commands =
    TypeList<RegisterUser, UpdateUser, ChangePassword, SetPassword, RehashPassword, ChangeRole,
             ArchiveUser, RestoreUser, DeleteUser, ExpireArchive, ChangeRoleHolders, StartSession,
             RefreshSession, EndSession, RecordLoginFailure, ClearLoginFailures, NoteKeyRotation,
             RequestMessage, MarkMessageSent, MarkMessageFailed, GiveUpMessage, GrantPermission,
             RevokePermission, CreateGroup, UpdateGroup, DeleteGroup, AddGroupMember,
             RemoveGroupMember, UploadAvatar, DeleteAvatar, PassSecondFactor, VerifyEmail,
             VerifyMobile, ResetPassword, ChangeSecondFactor, StartVerification,
             CompleteVerification, FailVerification, ExpireVerification, RegisterApp, UpdateApp,
             ChangeAppSecret, DeleteApp, CreateAppRole, UpdateAppRole, DeleteAppRole, JoinApp,
             SetMemberActive, LeaveApp, BanUser, UnbanUser, LiftBan, AssignAppRole, ReplaceAppRole,
             RemoveAppRole, NoteTokensViewed, RotateRefreshToken, EndReusedSession, CountInvitation,
             ClaimAccount, EndSessions>;

template <class... C>
std::vector<std::string_view> names_of(TypeList<C...>) {
  return {C::kName...};
}
inline std::vector<std::string_view> command_names() { return names_of(Commands{}); }

}  // namespace authledger::command
