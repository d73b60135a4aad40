#include "infra/app/server.h"

#include <algorithm>

#include "infra/api/manage/routes.h"
#include "infra/api/oauth/routes.h"
#include "infra/api/pool/routes.h"
#include "infra/api/service/routes.h"
#include "infra/api/system/routes.h"
#include "infra/app/http_limits.h"
#include "infra/kafka/relay.h"
#include "infra/telemetry/json_log.h"
#include "projections/avatar_files.h"
#include "projections/catalogue.h"
#include "projections/group_members.h"
#include "projections/groups.h"
#include "projections/permissions.h"
#include "projections/sessions.h"
#include "projections/users.h"
#include "shared/errors.h"

namespace authledger::infra {

Described described(const Settings& settings) {
  return {settings.codename, settings.issuer, settings.kafka_topic};
}

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  for (const auto& rows_of :
       {service_routes, manage_routes, pool_routes, oauth_routes, system_routes})
    for (auto& route : rows_of()) routes.push_back(std::move(route));
  return routes;
}

Result<std::unique_ptr<Server>> Server::open(const Settings& settings) {
  std::unique_ptr<Server> server(new Server);
  AUTHLEDGER_CHECK(server->open_parts(settings));
  server->open_http();
  server->register_metrics();
  return server;
}

Server::~Server() { stop(); }

Status Server::open_parts(const Settings& settings) {
  AUTHLEDGER_TRY(sniffer, TypeSniffer::open());
  type_sniffer_ = std::move(sniffer);
  AUTHLEDGER_TRY(core, Core::open(settings));
  core_ = std::move(core);
  auto& stack = core_->stack;
  tail_ =
      std::make_unique<CommitTail>(*stack.log, [this](std::span<const events::StoredEvent> events) {
        core_->dispatcher->on_events(events);
        messaging_->on_events(events);
        due_work_->on_events(events);
        for (const auto& event : events) {
          if (event.type == events::KeyRotated::kType) (void)core_->signing_keys->reload();
        }
      });
  AUTHLEDGER_TRY(messaging, Messaging::open(*core_));
  messaging_ = std::move(messaging);
  due_work_ = std::make_unique<DueWork>(
      DueWorkParts{*core_->dispatcher, *core_->apps, *stack.attachments, core_->clock});
  AUTHLEDGER_TRY(read_side, ReadSide::open(*core_));
  read_side_ = std::move(read_side);
  if (settings.cluster()) {
    RelaySettings relay;
    relay.kafka = kafka_settings(settings);
    relay_lock_ = stack.leader_lock("relay");
    relay_ = std::make_unique<Relay>(*stack.log, *relay_lock_, *stack.checkpoints, relay);
  }
  EventHubOptions readers;
  readers.source = settings.issuer;
  readers.readers_max = static_cast<std::size_t>(settings.event_readers_max);
  readers.heart_beat = std::chrono::seconds(std::max<std::int64_t>(settings.heart_beat_s, 1));
  events_ = std::make_unique<EventHub>(*stack.log, std::move(readers));
  core_->appender->listen([this](std::span<const events::StoredEvent> events) {
    tail_->own_commit(events);
    read_side_->notify(events.back().position);
    messaging_->on_events(events);
    due_work_->on_events(events);
    if (relay_) relay_->notify();
    events_->notify(events.back().position);
  });
  AUTHLEDGER_CHECK(tail_->start());
  read_side_->start();
  if (relay_) relay_->start();
  events_->start();
  open_sampler();
  housekeeping_ = std::make_unique<Housekeeping>(*core_);
  messaging_->start();
  due_work_->start();
  return {};
}

void Server::open_sampler() {
  const auto per_minute = core_->settings.samples_per_minute;
  projections::SamplerOptions options;
  options.pause = std::chrono::milliseconds(60'000 / std::max<std::int64_t>(per_minute, 1));
  options.on_duty = [this] { return read_side_->leading(); };
  options.on_divergence = [](const std::string& name, const projections::Divergence& found) {
    json_log(LogLevel::kError, "a document is not the fold of its stream",
             {{"readModel", name}, {"document", found.document_id}, {"what", found.what}});
  };
  sampler_ = std::make_unique<projections::Sampler>(
      projections::SamplerParts{projections::catalogue(), *core_->stack.log, read_side_->store(),
                                *core_->subjects},
      std::move(options));
  if (per_minute > 0) sampler_->start();
}

void Server::open_documents() {
  const auto truth_of = [this](const projections::Projection& projection) {
    return std::make_unique<query::DocumentTruth>(*core_->stack.log, *core_->subjects, projection);
  };
  user_documents_ = truth_of(projections::users());
  permission_documents_ = truth_of(projections::permissions());
  group_documents_ = truth_of(projections::groups());
  group_member_documents_ = truth_of(projections::group_members());
  avatar_documents_ = truth_of(projections::avatar_files());
  session_documents_ = truth_of(projections::sessions());
  listed_documents_ = std::make_unique<query::DocumentLookup>(read_side_->store());
}

void Server::open_http() {
  const Settings& settings = core_->settings;
  open_documents();
  query::ListOptions lists;
  lists.wait_max = std::chrono::milliseconds(settings.read_wait_ms);
  lists.ttl = std::chrono::seconds(settings.cache_ttl_s);
  lists.cache_bytes_max = static_cast<std::size_t>(settings.cache_mib) << 20U;
  lists_ = std::make_unique<query::ListService>(*core_->stack.log, read_side_->read_model(),
                                                read_side_->progress(), lists);
  issuer_ = std::make_unique<TokenIssuer>(*core_->signing_keys);
  verifier_ = std::make_unique<TokenVerifier>(
      *core_->signing_keys, core_->clock,
      TokenVerifierOptions{.issuer = settings.issuer, .audience = settings.codename});
  google_ = std::make_unique<GoogleLogin>(google_options(settings), core_->clock);
  any_token_ = std::make_unique<TokenVerifier>(*core_->signing_keys, core_->clock,
                                               TokenVerifierOptions{.issuer = settings.issuer});
  authenticator_ = std::make_unique<Authenticator>(*verifier_, *core_->sessions);
  auto routes = all_routes();
  if (!settings.development()) {
    std::erase_if(routes, [](const Route& route) { return route.development_only; });
  }
  documents_ = Documents::of(routes, described(settings));
  for (auto& route : staged_routes(routes, settings.stage_prefix))
    routes.push_back(std::move(route));
  router_ = std::make_unique<Router>(std::move(routes));
  services_ = std::make_unique<Services>(Services{core_->settings,
                                                  core_->clock,
                                                  core_->random,
                                                  *core_->dispatcher,
                                                  *core_->users,
                                                  *core_->login,
                                                  *core_->sessions,
                                                  *core_->refresh_tokens,
                                                  *core_->apps,
                                                  *core_->members,
                                                  *core_->permissions,
                                                  *core_->verifications,
                                                  *core_->invitations,
                                                  *core_->federated,
                                                  *google_,
                                                  messaging_->texts(),
                                                  *lists_,
                                                  *user_documents_,
                                                  *permission_documents_,
                                                  *core_->groups,
                                                  *group_documents_,
                                                  *group_member_documents_,
                                                  *avatar_documents_,
                                                  *session_documents_,
                                                  *listed_documents_,
                                                  *core_->stack.attachments,
                                                  *core_->subjects,
                                                  *core_->vault,
                                                  *type_sniffer_,
                                                  *core_->signing_keys,
                                                  *issuer_,
                                                  *any_token_,
                                                  *core_->app_credentials,
                                                  metrics_,
                                                  documents_,
                                                  *events_,
                                                  [this] { return tail_->head(); },
                                                  [this] { return health_json(); },
                                                  messaging_->outbox()});
  BoundaryOptions options;
  options.codename = settings.codename;
  options.secure_cookies = !settings.development();
  options.hsts = !settings.tls_certificate.empty();
  options.cors_origins = settings.cors_origins;
  options.limits = settings.limits();
  options.login_per_minute = settings.login_per_minute;
  options.sign_up_per_minute = settings.sign_up_per_minute;
  options.verification_per_minute = settings.verification_per_minute;
  options.client_failures_per_minute = settings.client_failures_per_minute;
  boundary_ = std::make_unique<Boundary>(
      BoundaryParts{
          *router_, *services_, *authenticator_, *core_->app_credentials, *core_->dispatcher,
          *core_->vault, core_->clock, core_->random, metrics_, [this] { return tail_->epoch(); },
          [this]() -> Result<Position> {
            AUTHLEDGER_TRY(head, core_->stack.log->head());
            return head.position;
          },
          [this] { return tail_->told(); },
          [this](const std::string& tenant) { return core_->stack.tenants->exists(tenant); }},
      options);
  HttpLimits limits = http_limits(settings);
  limits.is_write = [this](std::string_view method, std::string_view path) {
    return router_->is_write(method, path);
  };
  limits.is_hopeless = [this](std::string_view method, std::string_view path) {
    return router_->signs_in(method, path) && !core_->hash_pool->has_room();
  };
  limits.body_limit = [this, most = limits.body_bytes_max](std::string_view method,
                                                           std::string_view path) {
    const auto upload = core_->settings.upload_limit_bytes + kUploadFramingBytes;
    return router_->takes_file(method, path) ? static_cast<std::size_t>(upload) : most;
  };
  const auto colon = settings.listen.rfind(':');
  http_ = std::make_unique<HttpServer>(
      settings.listen.substr(0, colon),
      static_cast<std::uint16_t>(std::atoi(settings.listen.c_str() + colon + 1)), std::move(limits),
      [this](const HttpRequest& request) { return boundary_->handle(request); },
      [this](int status, std::string_view reason) { return boundary_->refuse(status, reason); },
      TlsConfig{settings.tls_certificate, settings.tls_key});
}

Status Server::start() {
  try {
    http_->start();
  } catch (const std::exception& failure) {
    return fail(errors::kSettingInvalid,
                "cannot listen on " + core_->settings.listen + ": " + failure.what());
  }
  return {};
}

void Server::reload() {
  try {
    http_->reload_tls();
  } catch (const std::exception& failure) {
    json_log(LogLevel::kError, "the certificate was not reloaded", {{"what", failure.what()}});
  }
  if (const auto status = core_->signing_keys->reload(); !status) {
    json_log(LogLevel::kError, "the signing keys were not reloaded",
             {{"what", status.error().detail}});
  }
}

void Server::stop() {
  if (stopped_) return;
  stopped_ = true;
  if (messaging_) messaging_->drain();
  if (http_) http_->stop(std::chrono::seconds(5));
  if (events_) events_->stop();
  if (messaging_) messaging_->stop();  // what it sent is still written down
  if (due_work_) due_work_->stop();
  housekeeping_.reset();
  if (sampler_) sampler_->stop();
  if (core_ && core_->appender) core_->appender->stop();
  if (relay_) relay_->stop();
  if (read_side_) read_side_->stop();
  if (tail_) tail_->stop();
}

}  // namespace authledger::infra
