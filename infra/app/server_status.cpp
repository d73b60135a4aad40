// What the running service tells of itself: metrics and /admin/health.
#include <algorithm>

#include "infra/app/server.h"
#include "infra/argon2/engine.h"
#include "infra/kafka/relay.h"
#include "projections/catalogue.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kSilentMax_ms = 3000;

const char* name_of(RelayState state) {
  switch (state) {
    case RelayState::kStopped:
      return "stopped";
    case RelayState::kFollowing:
      return "following";
    case RelayState::kRecovering:
      return "recovering";
    case RelayState::kLeading:
      return "leading";
    case RelayState::kFailing:
      return "failing";
  }
  return "stopped";
}

void write_read_model(JsonWriter& out, const ReadModelStatus& one, Position head,
                      const projections::SamplerStatus& sampled) {
  write_text(out, one.name);
  out.StartObject();
  out.Key("status");
  out.String(one.error.empty() ? "OK" : "DOWN");
  out.Key("role");
  out.String(one.leading ? "leading" : "following");
  out.Key("checkpoint");
  out.Int64(one.checkpoint);
  out.Key("visible");
  out.Int64(one.visible);
  out.Key("lagEvents");
  out.Int64(std::max<Position>(0, head - one.checkpoint));
  out.Key("parked");
  out.Int64(one.parked);
  if (sampled.divergence > 0) {
    out.Key("divergence");
    out.Int64(sampled.divergence);
    out.Key("diverging");
    write_text(out, sampled.last);
  }
  if (!one.error.empty()) {
    out.Key("error");
    write_text(out, one.error);
  }
  out.EndObject();
}

}  // namespace

std::string Server::health_json() {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  const Position head = tail_->head();
  const bool log_well = tail_->silent_ms() < kSilentMax_ms;
  const auto reads = read_side_->status();
  const auto sampled = sampler_->status();
  bool well = log_well;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    well = well && reads[i].error.empty() && reads[i].parked == 0 && sampled[i].divergence == 0;
  }
  out.StartObject();
  out.Key("log");
  out.StartObject();
  out.Key("status");
  out.String(log_well ? "OK" : "DOWN");
  out.Key("head");
  out.Int64(head);
  out.Key("epoch");
  out.Int64(tail_->epoch());
  out.EndObject();
  out.Key("readModels");
  out.StartObject();
  for (std::size_t i = 0; i < reads.size(); ++i) {
    write_read_model(out, reads[i], head, sampled[i]);
  }
  out.EndObject();
  if (relay_) {
    const auto relay = relay_->status();
    well = well && relay.error.empty();
    out.Key("relay");
    out.StartObject();
    out.Key("status");
    out.String(relay.error.empty() ? "OK" : "DOWN");
    out.Key("role");
    out.String(name_of(relay.state));
    out.Key("checkpoint");
    out.Int64(relay.checkpoint);
    if (!relay.error.empty()) {
      out.Key("error");
      write_text(out, relay.error);
    }
    out.EndObject();
  }
  const bool sending = messaging_->write_health(out);
  well = well && sending;
  out.Key("status");
  out.String(well ? "OK" : "DEGRADED");
  out.Key("profile");
  write_text(out, core_->settings.profile);
  out.Key("version");
  out.String(AUTHLEDGER_VERSION);
  out.EndObject();
  return buffer_text(buffer);
}

void Server::register_metrics() {
  const auto number = [](auto value) { return static_cast<double>(value); };
  metrics_.gauge("authledger_log_head_position", "Position of the newest event",
                 [=, this] { return number(tail_->head()); });
  metrics_.counter("authledger_append_items_total", "Commands written",
                   [=, this] { return number(core_->appender->stats().items); });
  metrics_.counter("authledger_append_batches_total", "Transactions they were written in",
                   [=, this] { return number(core_->appender->stats().batches); });
  metrics_.gauge("authledger_append_waiting_items", "Commands waiting for the appender",
                 [=, this] { return number(core_->appender->stats().waiting); });
  metrics_.gauge("authledger_hash_pool_queue_jobs", "Passwords waiting to be hashed",
                 [=, this] { return number(core_->hash_pool->stats().queued); });
  metrics_.counter("authledger_hash_pool_shed_total", "Log-ins refused because the pool was full",
                   [=, this] { return number(core_->hash_pool->stats().shed); });
  metrics_.counter("authledger_hash_pool_done_total", "Passwords hashed",
                   [=, this] { return number(core_->hash_pool->stats().done); });
  metrics_.gauge("authledger_hash_engine_info", "Which build of Argon2 hashes passwords; always 1",
                 [] { return 1.0; }, {{"engine", argon2_engine().name}});
  register_read_model_metrics();
  messaging_->register_metrics(metrics_);
  metrics_.counter("authledger_cache_hits_total", "Lists answered from the cache",
                   [=, this] { return number(lists_->cache_stats().hits); });
  metrics_.counter("authledger_cache_misses_total", "Lists read from the read model",
                   [=, this] { return number(lists_->cache_stats().misses); });
  metrics_.gauge("authledger_cache_bytes", "Size of the cache",
                 [=, this] { return number(lists_->cache_stats().bytes); });
  metrics_.gauge("authledger_http_connections", "Open connections",
                 [=, this] { return number(http_->counters().connections_open); });
  metrics_.counter("authledger_http_connections_refused_total", "Connections over the limits",
                   [=, this] { return number(http_->counters().connections_refused); });
  metrics_.counter("authledger_http_connections_displaced_total",
                   "Connections closed to make room for others",
                   [=, this] { return number(http_->counters().connections_displaced); });
  metrics_.gauge("authledger_event_readers", "Clients that follow the events over HTTP",
                 [=, this] { return number(events_->stats().readers); });
  metrics_.counter("authledger_event_readers_dropped_total", "Those let go because they were slow",
                   [=, this] { return number(events_->stats().dropped); });
  if (relay_) {
    metrics_.gauge("authledger_relay_lag_events", "Events not published yet", [=, this] {
      return number(std::max<Position>(0, tail_->head() - relay_->status().checkpoint));
    });
  }
}

void Server::register_read_model_metrics() {
  const auto& all = projections::catalogue();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Metrics::Labels labels{{"projection", all[i]->schema().name}};
    metrics_.gauge(
        "authledger_projection_lag_events", "Events that the read model has not folded yet",
        [=, this] {
          const auto behind = tail_->head() - read_side_->status()[i].checkpoint;
          return static_cast<double>(std::max<Position>(0, behind));
        },
        labels);
    metrics_.gauge(
        "authledger_projection_lag_seconds", "Age of the oldest event not folded yet",
        [=, this] { return read_side_->status()[i].lag_s; }, labels);
    metrics_.gauge(
        "authledger_projection_parked_streams",
        "Streams waiting behind an event that cannot be folded",
        [=, this] { return static_cast<double>(read_side_->status()[i].parked); }, labels);
    metrics_.counter(
        "authledger_projection_divergence_total",
        "Documents that a sample found not to be the fold of their stream",
        [=, this] { return static_cast<double>(sampler_->status()[i].divergence); }, labels);
    metrics_.counter(
        "authledger_projection_samples_total", "Streams folded again and compared",
        [=, this] { return static_cast<double>(sampler_->status()[i].samples); }, labels);
  }
}

}  // namespace authledger::infra
