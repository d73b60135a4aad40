// Load, decide, seal, append, retry: the one way from a command to the log.
//
// States are cached by stream; the expected version makes a stale one harmless (reload, decide
// again, at most 3 times), and a refusal or a no-op decided on a cached state is decided once more
// on a fresh one. Thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "command/catalogue.h"
#include "command/context.h"
#include "command/plan.h"
#include "command/ports/crypto.h"
#include "command/told_versions.h"
#include "shared/errors.h"
#include "shared/lru_cache.h"

namespace authledger::command {

enum class Freshness {
  kCached,     // what this process knows; told of other processes' writes by on_events()
  kFresh,      // reads what came since from the log
  kAssumeNew,  // nothing is read: the stream should be empty
};

struct DispatchParts {
  EventLog& log;
  Appender& appender;
  SubjectKeys& keys;
  Vault& vault;
  Random& random;
  std::size_t states_max = 100'000;  // cached per aggregate
  std::int64_t answers_kept_s = 24 * 3600;
};

class Dispatcher {
 public:
  explicit Dispatcher(DispatchParts parts)
      : parts_(parts), caches_(make_caches(Aggregates{}, parts.states_max)) {}

  // All commands in one transaction. Errors: what decide() refuses, the taken claims
  // (user.email_taken …), request.idempotency_key_reused, log.stream_changed after 3 conflicts,
  // log.unavailable, log.busy.
  template <class... Commands>
  Result<Written> run(const CommandContext& context, const Render& render,
                      const Commands&... commands);

  // The same without the append and for a stream that is taken to be empty (the append tells if
  // it is not): for imports that write many items at once. No idempotency, no retry.
  template <class Command>
  Result<Plan> plan_new(const CommandContext& context, const Command& command) {
    Plan made;
    AUTHLEDGER_CHECK(add(context, command, Freshness::kAssumeNew, made));
    return made;
  }

  // A stream's state; version 0 and an empty state when there is none.
  template <class Aggregate>
  Result<std::shared_ptr<const Versioned<typename Aggregate::State>>> load(
      const typename Aggregate::Target& target, Freshness freshness);

  // The stream that holds a unique value, such as user-<id> for an e-mail.
  Result<std::optional<std::string>> owner_of(const std::string& tenant_id, const std::string& kind,
                                              const std::string& value);

  // Streams by keys that many may share, fresh from the log. Errors: log.unavailable.
  Result<std::vector<Entry>> find_entries(const EntryQuery& query) {
    return parts_.log.find_entries(query);
  }

  // Keeps an answer that changed nothing (a refusal) under its key. An earlier answer under the key
  // wins.
  Result<Written> remember(const CommandContext& context, const Answer& answer);
  Result<std::optional<Written>> remembered(const IdempotencyKey& key);

  // Told of every committed event, of this process and of others.
  void on_events(std::span<const events::StoredEvent> events);

 private:
  // `stale`: the stream has grown since. Whoever wants the state reads only what came.
  template <class Aggregate>
  struct Known {
    std::shared_ptr<const Versioned<typename Aggregate::State>> state;
    bool stale = false;
  };
  template <class Aggregate>
  using Cache = LruCache<Known<Aggregate>>;
  template <class... A>
  static std::tuple<std::unique_ptr<Cache<A>>...> make_caches(TypeList<A...>,
                                                              std::size_t entries_max) {
    return {std::make_unique<Cache<A>>(entries_max)...};
  }
  using Caches = decltype(make_caches(Aggregates{}, 0));
  template <class Aggregate>
  Cache<Aggregate>& cache() {
    return *std::get<std::unique_ptr<Cache<Aggregate>>>(caches_);
  }

  enum class Next { kDone, kAgain };

  // Those of this process that lost a race for a stream take turns from then on, and who comes
  // later queues behind them: else newcomers could win every race against the one whose turn it is.
  // Of several streams all turns are taken, in one order, so that nobody waits in a circle.
  using Turns = std::vector<std::unique_lock<std::mutex>>;
  template <class... Commands>
  Turns turns_of(bool lost, const Commands&... commands) {
    const std::set<std::size_t> streams{
        turn_of(Commands::Aggregate::stream_id(commands.target()))...};
    if (!lost && std::all_of(streams.begin(), streams.end(), [this](std::size_t one) {
          return std::unique_lock(turns_[one], std::try_to_lock).owns_lock();
        })) {
      return {};
    }
    Turns taken;
    for (const auto one : streams) taken.emplace_back(turns_[one]);
    return taken;
  }
  std::size_t turn_of(const std::string& stream) const {
    return std::hash<std::string>{}(stream) % turns_.size();
  }

  // Instantiates load and add for the catalogue, in dispatch_commands.cpp: others only link them.
  template <class... A>
  static auto every_load(TypeList<A...>);
  template <class... C>
  static auto every_add(TypeList<C...>);

  // What a state of that version lacks; where only the newest events matter, of nothing these.
  template <class Aggregate>
  Result<std::vector<events::StoredEvent>> read_since(const std::string& stream,
                                                      StreamVersion known);

  // Caches a state that was read or written. Whoever tells of a newer version meanwhile does so
  // before marking what is cached; so it is marked by one of the two.
  template <class Aggregate>
  void keep(const std::string& stream,
            std::shared_ptr<const Versioned<typename Aggregate::State>> state);
  template <class... A>
  void mark_stale(const std::string& stream, StreamVersion newest, TypeList<A...>);

  template <class Command>
  Status add(const CommandContext& context, const Command& command, Freshness freshness,
             Plan& plan);
  Result<std::shared_ptr<const Sealer>> sealer_for(const std::string& subject, bool is_new,
                                                   Plan& plan);
  events::StoredEvent envelope(const CommandContext& context, const std::string& subject,
                               const Sealer* sealer);
  Claim claim(const std::string& tenant_id, const std::string& kind,
              const std::string& value) const;
  Status finish(const CommandContext& context, const Render& render, Plan& plan, Written& written);
  Result<Next> settle(const CommandContext& context, AppendOutcome outcome, Plan& plan,
                      Turns& turns, Written& written);
  Result<Next> claim_taken(const CommandContext& context, const ClaimTaken& taken);
  Result<Written> replay(const Remembered& first, const std::string& request_hash) const;

  DispatchParts parts_;
  Caches caches_;
  ToldVersions told_;
  std::array<std::mutex, 64> turns_;  // by stream
};

template <class... A>
void Dispatcher::mark_stale(const std::string& stream, StreamVersion newest, TypeList<A...>) {
  const auto mark = [&]<class Aggregate>(Cache<Aggregate>& cache) {
    cache.update(stream, [&](const Known<Aggregate>& known) {
      const bool changes = !known.stale && known.state->version < newest;
      return changes ? std::make_shared<const Known<Aggregate>>(known.state, true) : nullptr;
    });
  };
  (mark.template operator()<A>(cache<A>()), ...);
}

template <class... Commands>
Result<Written> Dispatcher::run(const CommandContext& context, const Render& render,
                                const Commands&... commands) {
  constexpr int kTriesMax = 4;
  [[maybe_unused]] auto freshness = Freshness::kCached;
  Turns turns;
  for (int attempt = 0; attempt < kTriesMax; ++attempt) {
    if (turns.empty()) turns = turns_of(attempt > 0, commands...);
    Plan plan;
    Status planned{};
    (void)((planned = add(context, commands, freshness, plan)).has_value() && ...);
    const bool doubtful = plan.from_cache && (!planned || plan.planned.empty());
    if (doubtful) {
      freshness = Freshness::kFresh;
      continue;
    }
    if (!planned) return fail(std::move(planned).error());
    Written written;
    if (auto finished = finish(context, render, plan, written); !finished) {
      if (finished.error().id != errors::kStreamChanged.id)
        return fail(std::move(finished).error());
      freshness = Freshness::kFresh;
      continue;
    }
    if (plan.planned.empty() && !plan.item.remember) return written;
    AUTHLEDGER_TRY(next, settle(context, parts_.appender.append(plan.item), plan, turns, written));
    if (next == Next::kDone) return written;
    freshness = Freshness::kFresh;
  }
  return fail(errors::kStreamChanged);
}

}  // namespace authledger::command
