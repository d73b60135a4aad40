// One log and the processes that write it.
#pragma once

#include "command/dispatch.h"
#include "command/invitation/invitation_service.h"
#include "command/login/federated_login.h"
#include "command/login/login_service.h"
#include "command/permission/permission_service.h"
#include "command/session/refresh_tokens.h"
#include "command/session/session_service.h"
#include "command/user/member_service.h"
#include "command/user/user_service.h"
#include "command/verification/verification_service.h"
#include "tests/spec/support/test_crypto.h"
#include "tests/support/people.h"

namespace authledger::test {

inline const std::string kPassword = "correct horse battery";
constexpr std::int64_t kSessionTtl_s = 3600;
constexpr std::int64_t kRefreshGrace_s = 30;
constexpr std::int64_t kArchiveWindow_s = 600;

// What processes share.
struct Storage {
  StoredKeys keys;
  MemoryLog log{keys};
  TestVault vault;
  TestRandom random;
  TestClock clock{kNow};
  TestHasher hasher;
};

// One process: its own caches, its own appender.
struct Process {
  explicit Process(Storage& shared) : storage(shared) {}
  Storage& storage;
  MemoryAppender appender{storage.log};
  TestSubjectKeys keys{storage.keys};
  command::Dispatcher dispatcher{
      {storage.log, appender, keys, storage.vault, storage.random, 1000, 24 * 3600}};
  command::LoginService login{dispatcher, storage.hasher, storage.vault};
  command::SessionService sessions{dispatcher, storage.clock, storage.random, kSessionTtl_s};
  command::RefreshTokens refresh_tokens{dispatcher, sessions, storage.vault, storage.random,
                                        kRefreshGrace_s};
  command::UserService users{dispatcher, storage.hasher, login, storage.random, kArchiveWindow_s};
  command::GroupService groups{dispatcher};
  command::AppService apps{dispatcher, storage.random};
  command::MemberService members{dispatcher, apps, users};
  command::PermissionService permissions{dispatcher, groups, storage.clock, storage.random};
  command::VerificationService verifications{
      dispatcher,     storage.hasher, storage.vault,
      storage.random, sessions,       {.link_url = "https://app.example.com"}};

  command::InvitationService invitations{
      dispatcher, storage.vault, storage.random, {2, 2, 3, "https://app.example.com/join"}};
  command::FederatedLogin federated{dispatcher, storage.vault, storage.clock, storage.random};

  command::CommandContext context() const {
    command::CommandContext made;
    made.tenant_id = kTenant;
    made.now = storage.clock.now();
    made.correlation_id = "request-1";
    return made;
  }

  command::CommandContext context_with_key(const std::string& key, const std::string& body) const {
    auto made = context();
    made.idempotency = command::IdempotencyKey{digest_hex("key" + key), digest_hex("body" + body)};
    return made;
  }

  // Told of all that is in the log, as by the feed.
  void catch_up() {
    const auto rows = storage.log.read_all(0, 10'000);
    dispatcher.on_events(*rows);
  }

  template <class Aggregate, class Target>
  typename Aggregate::State state(const Target& target) {
    return dispatcher.load<Aggregate>(target, command::Freshness::kFresh).value()->state;
  }
};

struct World {
  Storage storage;
  Process here{storage};
  Process there{storage};
  MemoryLog& log = storage.log;
};

inline command::RegisterUser registration(const UserId& id, const std::string& email,
                                          const std::string& role = "user") {
  command::RegisterUser command;
  command.user_id = id;
  command.email = email;
  command.fullname = "Somebody";
  command.role_id = role;
  command.origin = events::origin::kSelf;
  command.owner_id = id;
  return command;
}
inline const command::RegisterUser kRegisterAlice = registration(kAlice, "alice@example.com");

inline command::UpdateUser rename(const UserId& id, const std::string& fullname) {
  command::UpdateUser command;
  command.user_id = id;
  command.fullname = fullname;
  command.actor = id;
  command.actor_role = "user";
  return command;
}

}  // namespace authledger::test
