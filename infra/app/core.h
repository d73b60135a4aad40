// What every command of the program needs: the log, the keys, and the command side over them.
#pragma once

#include <memory>

#include "command/app/app_credentials.h"
#include "command/dispatch.h"
#include "command/group/group_service.h"
#include "command/invitation/invitation_service.h"
#include "command/login/federated_login.h"
#include "command/login/login_service.h"
#include "command/permission/permission_service.h"
#include "command/session/refresh_tokens.h"
#include "command/session/session_service.h"
#include "command/user/member_service.h"
#include "command/user/user_service.h"
#include "command/verification/verification_service.h"
#include "infra/app/adapters.h"
#include "infra/app/log_stack.h"
#include "infra/config/settings.h"
#include "infra/crypto/subject_keys.h"
#include "infra/crypto/system.h"
#include "infra/jwt/signing_keys.h"
#include "infra/log/group_commit.h"

namespace authledger::infra {

struct Core {
  Settings settings;
  SystemClock clock;
  SystemRandom random;
  LogStack stack;
  std::unique_ptr<KeyRing> ring;
  std::unique_ptr<SubjectKeyRing> subjects;
  std::unique_ptr<RingVault> vault;
  std::unique_ptr<HashPool> hash_pool;
  std::unique_ptr<PooledHasher> hasher;
  std::unique_ptr<GroupCommit> appender;
  std::unique_ptr<command::Dispatcher> dispatcher;
  std::unique_ptr<command::LoginService> login;
  std::unique_ptr<command::SessionService> sessions;
  std::unique_ptr<command::RefreshTokens> refresh_tokens;
  std::unique_ptr<command::UserService> users;
  std::unique_ptr<command::AppService> apps;
  std::unique_ptr<command::AppCredentials> app_credentials;
  std::unique_ptr<command::MemberService> members;
  std::unique_ptr<command::GroupService> groups;
  std::unique_ptr<command::PermissionService> permissions;
  std::unique_ptr<command::VerificationService> verifications;
  std::unique_ptr<command::InvitationService> invitations;
  std::unique_ptr<command::FederatedLogin> federated;
  std::unique_ptr<SigningKeys> signing_keys;

  // Opens everything in order. Errors: those of open_log_stack(), keys.master_key_wrong,
  // settings.invalid.
  static Result<std::unique_ptr<Core>> open(const Settings& settings);
};

// The first superAdmin, if the tenant has none yet. False: there is one already. Errors:
// user.email_taken, user.password_is_too_weak.
Result<bool> create_first_super_admin(Core& core, const std::string& email,
                                      const std::string& password);

struct NewAdmin {
  std::string email;
  std::string fullname;
  std::string password;
  std::string role;    // superAdmin or admin
  std::string origin;  // events::origin
  std::string tenant_id = "root";
};

// By an operator at the machine. Errors: tenant.not_found, user.email_taken,
// user.password_is_too_weak, request.invalid_input.
Result<UserId> create_admin(Core& core, const NewAdmin& admin);

// The operator's own context: actor system.
command::CommandContext operator_context(const Core& core, const std::string& tenant_id = "root");

}  // namespace authledger::infra
