#include "infra/app/core.h"

#include "infra/crypto/master_key.h"
#include "shared/errors.h"
#include "shared/validation.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kDay_s = 24 * 3600;

Result<std::string> master_key(const Settings& settings) {
  if (!settings.master_key.empty()) return parse_master_key(settings.master_key);
  return load_or_create_master_key(settings.data_dir + "/master.key");
}

Status open_keys(Core& core) {
  AUTHLEDGER_TRY(master, master_key(core.settings));
  AUTHLEDGER_TRY(ring, KeyRing::open(*core.stack.keys, master));
  core.ring = std::move(ring);
  core.subjects = std::make_unique<SubjectKeyRing>(*core.ring, *core.stack.keys, 50'000);
  core.vault = std::make_unique<RingVault>(*core.ring);
  SigningKeyOptions options;
  options.max_age_s = core.settings.key_max_age_days * kDay_s;
  options.keep_retired_s = core.settings.access_ttl_s + 3600;
  AUTHLEDGER_TRY(signing, SigningKeys::open(*core.stack.keys, *core.ring, core.clock, options));
  core.signing_keys = std::move(signing);
  return {};
}

Status open_hasher(Core& core) {
  HashPoolOptions options;
  options.parameters.memory_kib = static_cast<std::uint32_t>(core.settings.memory_kib);
  options.parameters.iterations = static_cast<std::uint32_t>(core.settings.iterations);
  options.parameters.parallelism = static_cast<std::uint32_t>(core.settings.parallelism);
  options.threads = static_cast<std::size_t>(core.settings.password_threads);
  options.queue_limit = static_cast<std::size_t>(core.settings.password_queue);
  AUTHLEDGER_TRY(pool, HashPool::create(options, core.random));
  core.hash_pool = std::move(pool);
  core.hasher = std::make_unique<PooledHasher>(*core.hash_pool);
  return {};
}

command::SecondFactors factors_of(const std::string& name) {
  return {name == "email", name == "mobile"};
}

Result<command::LoginRules> login_rules(const Settings& settings) {
  command::LoginRules rules;
  rules.email_verification_required = settings.email_verification_required != 0;
  rules.mobile_verification_required = settings.mobile_verification_required != 0;
  rules.everyone = factors_of(settings.second_factor);
  AUTHLEDGER_TRY(by_role, second_factors_by_role(settings));
  for (const auto& [role, factor] : by_role) rules.by_role[role] = factors_of(factor);
  return rules;
}

command::VerificationOptions verification_options(const Settings& settings) {
  return {settings.code_ttl_s, settings.second_factor_ttl_s, settings.resend_window_s,
          settings.code_tries_max, settings.verification_link_url};
}

command::InvitationOptions invitation_options(const Settings& settings) {
  return {settings.reference_mails_per_username, settings.reference_mails_per_address,
          settings.limits() ? settings.reference_mails_per_client : -1, settings.invite_url};
}

}  // namespace

Result<std::unique_ptr<Core>> Core::open(const Settings& settings) {
  auto core = std::make_unique<Core>();
  core->settings = settings;
  AUTHLEDGER_TRY(stack, open_log_stack(settings, core->clock));
  core->stack = std::move(stack);
  AUTHLEDGER_CHECK(open_keys(*core));
  AUTHLEDGER_CHECK(open_hasher(*core));
  core->appender = std::make_unique<GroupCommit>(*core->stack.log);
  core->dispatcher = std::make_unique<command::Dispatcher>(command::DispatchParts{
      *core->stack.log, *core->appender, *core->subjects, *core->vault, core->random});
  AUTHLEDGER_TRY(rules, login_rules(settings));
  core->login = std::make_unique<command::LoginService>(*core->dispatcher, *core->hasher,
                                                        *core->vault, std::move(rules));
  core->sessions = std::make_unique<command::SessionService>(*core->dispatcher, core->clock,
                                                             core->random, settings.refresh_ttl_s);
  core->refresh_tokens = std::make_unique<command::RefreshTokens>(
      *core->dispatcher, *core->sessions, *core->vault, core->random, settings.refresh_grace_s);
  core->users =
      std::make_unique<command::UserService>(*core->dispatcher, *core->hasher, *core->login,
                                             core->random, settings.archive_window_days * kDay_s);
  core->apps = std::make_unique<command::AppService>(*core->dispatcher, core->random);
  core->app_credentials = std::make_unique<command::AppCredentials>(*core->dispatcher);
  core->members = std::make_unique<command::MemberService>(
      *core->dispatcher, *core->apps, *core->users, settings.members_must_accept != 0);
  core->groups = std::make_unique<command::GroupService>(*core->dispatcher);
  core->permissions = std::make_unique<command::PermissionService>(*core->dispatcher, *core->groups,
                                                                   core->clock, core->random);
  core->verifications = std::make_unique<command::VerificationService>(
      *core->dispatcher, *core->hasher, *core->vault, core->random, *core->sessions,
      verification_options(settings));
  core->invitations = std::make_unique<command::InvitationService>(
      *core->dispatcher, *core->vault, core->random, invitation_options(settings));
  core->federated = std::make_unique<command::FederatedLogin>(*core->dispatcher, *core->vault,
                                                              core->clock, core->random);
  core->appender->listen([raw = core.get()](std::span<const events::StoredEvent> events) {
    raw->dispatcher->on_events(events);
  });
  return core;
}

command::CommandContext operator_context(const Core& core, const std::string& tenant_id) {
  command::CommandContext context;
  context.tenant_id = tenant_id;
  context.actor_kind = "system";
  context.now = core.clock.now();
  return context;
}

Result<UserId> create_admin(Core& core, const NewAdmin& admin) {
  if (!is_email(admin.email)) return fail(invalid_input("email", "must be an e-mail address"));
  AUTHLEDGER_TRY(known, core.stack.tenants->exists(admin.tenant_id));
  if (!known) return fail(errors::kTenantUnknown);
  command::RegisterUser command;
  command.user_id = UserId{new_uuid(core.clock, core.random)};
  command.email = admin.email;
  command.fullname = admin.fullname;
  command.role_id = admin.role;
  command.email_verified = true;
  command.origin = admin.origin;
  command.owner_id = command.user_id;
  AUTHLEDGER_TRY(written, core.users->register_user(operator_context(core, admin.tenant_id),
                                                    command, admin.password, nullptr));
  (void)written;
  return command.user_id;
}

Result<bool> create_first_super_admin(Core& core, const std::string& email,
                                      const std::string& password) {
  const std::string tenant = "root";
  AUTHLEDGER_TRY(holders, core.dispatcher->load<command::RoleHoldersAggregate>(
                              tenant, command::Freshness::kFresh));
  if (!holders->state.holders.empty()) return false;
  auto made =
      create_admin(core, {email, "Super Admin", password, std::string(command::roles::kSuperAdmin),
                          std::string(events::origin::kBootstrap), tenant});
  if (!made && made.error().id == errors::kEmailTaken.id)
    return false;  // another process was first
  if (!made) return fail(std::move(made).error());
  return true;
}

}  // namespace authledger::infra
