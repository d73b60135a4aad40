#include "infra/app/read_side.h"

#include <algorithm>
#include <limits>

#include "infra/elasticsearch/document_store.h"
#include "infra/elasticsearch/read_model.h"
#include "infra/kafka/kafka_feed.h"
#include "infra/log/log_feed.h"
#include "infra/sqlite/document_store.h"
#include "infra/sqlite/read_model.h"
#include "infra/telemetry/json_log.h"
#include "projections/catalogue.h"
#include "query/board_progress.h"

namespace authledger::infra {
namespace {

constexpr int kElection_ms = 500;
constexpr int kLookEvery_ms = 250;      // at most so late a leader notices that the store is gone
constexpr int kLookAlone_ms = 5000;     // a runner by itself, beside those looks for all of them
constexpr int kWatch_ms = 50;           // how often followers look at the leader's checkpoints
constexpr int kRefresh_ms = 1000;       // what nobody waits for, in a follower
constexpr int kSave_ms = 40;            // how often the leader stores a checkpoint, at most
constexpr int kSaveUntouched_ms = 100;  // that of a read model in which nothing has changed
constexpr int kSaveAlone_ms = 1000;     // the same where no follower waits for it
constexpr int kGather_ms = 25;          // what a batch waits for more while nobody waits for it
constexpr int kWatchWanted_ms = 5;      // while somebody waits for it

}  // namespace

const std::vector<const projections::ReadModelSchema*>& ReadSide::schemas() {
  static const auto all = [] {
    std::vector<const projections::ReadModelSchema*> out;
    for (const auto* projection : projections::catalogue()) out.push_back(&projection->schema());
    return out;
  }();
  return all;
}

KafkaSettings kafka_settings(const Settings& settings) {
  KafkaSettings kafka;
  kafka.brokers = settings.kafka_brokers;
  kafka.topic = settings.kafka_topic;
  kafka.source = settings.issuer;
  return kafka;
}

Result<std::unique_ptr<ReadSide>> ReadSide::open(Core& core) {
  std::unique_ptr<ReadSide> side(new ReadSide(core));
  AUTHLEDGER_CHECK(side->open_store());
  side->progress_ = std::make_unique<query::BoardProgress>(side->board_);
  side->lock_ = core.stack.leader_lock(kReadModelLead);
  return side;
}

Status ReadSide::open_store() {
  const Settings& settings = core_.settings;
  if (settings.cluster()) {
    ElasticsearchOptions options;
    options.url = settings.elasticsearch_url;
    options.prefix = settings.elasticsearch_prefix;
    const auto client = std::make_shared<elastic::Client>(options);
    store_ = std::make_shared<ElasticsearchDocumentStore>(client);
    model_ = std::make_unique<ElasticsearchReadModel>(client);
    return {};
  }
  try {
    const auto folder = std::make_shared<GenerationFolder>(settings.data_dir + "/projections",
                                                           DatabaseFileOptions{});
    store_ = std::make_shared<SqliteDocumentStore>(folder);
    model_ = std::make_unique<SqliteReadModel>(folder);
  } catch (const sqlite::SqliteError& failure) {
    return fail(read_model_unavailable(failure.what()));
  }
  for (const auto* projection : projections::catalogue()) {
    AUTHLEDGER_CHECK(store_->live(projection->schema()));
  }
  return {};
}

ReadSide::~ReadSide() { stop(); }

void ReadSide::start() {
  thread_ = std::thread([this] { elect(); });
}

void ReadSide::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void ReadSide::notify(Position committed) {
  std::vector<std::function<void(Position)>> tell;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, led] : led_) tell.push_back(led.tell);
  }
  for (const auto& one : tell) one(committed);
}

bool ReadSide::pause(int ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(ms), [&] { return stop_ || wanted_; });
  wanted_ = false;
  return !stop_;
}

void ReadSide::elect() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (stop_) return;
    }
    if (lock_->try_acquire()) {
      lead();
      lock_->release();
    } else {
      watch();
    }
  }
}

Result<ReadSide::Led> ReadSide::make_led(const projections::Projection& projection) {
  Led led;
  projections::RunnerOptions options;
  if (core_.settings.cluster()) {
    KafkaFeedSettings settings;
    settings.kafka = kafka_settings(core_.settings);
    AUTHLEDGER_TRY(opened, KafkaFeed::open(*core_.stack.log, settings));
    std::shared_ptr<KafkaFeed> kafka = std::move(opened);
    led.tell = [kafka](Position position) { kafka->notify(position); };
    led.feed = kafka;
    options.follow_every = std::chrono::milliseconds(kLookAlone_ms);
    options.save_every = std::chrono::milliseconds(kSave_ms);
    options.save_untouched_every = std::chrono::milliseconds(kSaveUntouched_ms);
    options.gather = std::chrono::milliseconds(kGather_ms);
  } else {
    const auto log = std::make_shared<LogFeed>(*core_.stack.log);
    led.tell = [log](Position position) { log->notify(position); };
    led.feed = log;
    options.refresh_idle = std::chrono::milliseconds(0);
    options.save_untouched_every = std::chrono::milliseconds(kSaveAlone_ms);
    options.save_at_stop = true;
  }
  led.runner = std::make_shared<projections::Runner>(
      projections::RunnerParts{projection, *led.feed, *store_, *core_.subjects, *core_.stack.log,
                               board_, core_.clock},
      options);
  return led;
}

// Runs the runners as long as the lock is ours.
void ReadSide::lead() {
  // All at once: a feed of a topic takes most of a second to open.
  std::vector<std::pair<std::string, std::future<Result<Led>>>> opening;
  for (const auto* projection : projections::catalogue()) {
    opening.emplace_back(
        projection->schema().name,
        std::async(std::launch::async, [this, projection] { return make_led(*projection); }));
  }
  std::map<std::string, Led> made;
  for (auto& [name, one] : opening) {
    auto led = one.get();
    if (!led) {
      json_log(LogLevel::kError, "the feed cannot be opened", {{"what", led.error().detail}});
      pause(kElection_ms);
      return;
    }
    made.emplace(name, std::move(*led));
  }
  {
    const std::lock_guard lock(mutex_);
    led_ = made;
  }
  json_log(LogLevel::kInfo, "keeping the read models");
  for (const auto& [name, led] : made) led.runner->start();
  Standings seen;
  std::unique_lock lock(mutex_);
  while (!stop_) {
    changed_.wait_for(lock, std::chrono::milliseconds(kLookEvery_ms), [&] { return stop_; });
    lock.unlock();
    const bool ours = lock_->held();
    if (ours && core_.settings.cluster()) look_for_runners(made, seen);
    lock.lock();
    if (!ours) break;
  }
  led_.clear();
  lock.unlock();
  for (const auto& [name, led] : made) led.runner->stop();
}

// Runners that each looked for themselves would ask the store the same again and again.
void ReadSide::look_for_runners(const std::map<std::string, Led>& made, Standings& seen) {
  auto now = store_->standings(schemas());
  for (std::size_t i = 0; i < schemas().size(); ++i) {
    const bool quiet = now && seen.size() == now->size() && !(*now)[i].proposed &&
                       (*now)[i].live.physical == seen[i].live.physical;
    if (!quiet) made.at(schemas()[i]->name).runner->follow();
  }
  seen = now ? std::move(*now) : Standings();
}

// Follows the leader's checkpoints for a while, and tells waiters.
void ReadSide::watch() {
  for (const auto* schema : schemas()) {
    board_.on_wanted(schema->name, [this] {  // a runner of ours had it while it led
      const std::lock_guard lock(mutex_);
      wanted_ = true;
      changed_.notify_all();
    });
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kElection_ms);
  while (std::chrono::steady_clock::now() < until) {
    look_at_all();
    const bool wanted = std::any_of(schemas().begin(), schemas().end(), [this](const auto* one) {
      return board_.wanted(one->name, board_.state(one->name).visible,
                           std::numeric_limits<Position>::max());
    });
    if (!pause(wanted ? kWatchWanted_ms : kWatch_ms)) return;
  }
}

void ReadSide::look_at_all() {
  const auto now = store_->standings(schemas());
  for (std::size_t i = 0; i < schemas().size(); ++i) {
    if (now) {
      look(schemas()[i]->name, (*now)[i]);
    } else {
      auto state = board_.state(schemas()[i]->name);
      state.available = false;
      board_.publish(schemas()[i]->name, state, false);
    }
  }
}

// Lists may show more from one moment to the next until a refresh of ours has covered what the
// leader wrote, so nothing that is read by then is kept for longer than until the next look.
void ReadSide::look(const std::string& name, const projections::Standing& standing) {
  auto& watched = watched_[name];
  auto state = board_.state(name);
  const auto now = std::chrono::steady_clock::now();
  const bool other = standing.live.physical != watched.generation;
  const bool moved = other || standing.checkpoint != state.visible;
  state.folded = standing.checkpoint;
  state.available = true;
  const bool due = other || board_.wanted(name, state.visible, state.folded) ||
                   now - watched.refreshed_at >= std::chrono::milliseconds(kRefresh_ms);
  if (moved && due) {
    state.available = store_->refresh(standing.live).has_value();
    if (state.available) {
      watched = {standing.live.physical, now};
      state.visible = standing.checkpoint;
    }
  }
  board_.publish(name, state, moved);
}

bool ReadSide::leading() {
  const std::lock_guard lock(mutex_);
  return !led_.empty();
}

std::vector<ReadModelStatus> ReadSide::status() {
  std::map<std::string, Led> led;
  {
    const std::lock_guard lock(mutex_);
    led = led_;
  }
  std::vector<ReadModelStatus> all;
  for (const auto* projection : projections::catalogue()) {
    const auto& name = projection->schema().name;
    const auto state = board_.state(name);
    ReadModelStatus one{name,
                        false,
                        state.folded,
                        state.visible,
                        0,
                        0,
                        state.available ? "" : "the read model cannot be reached"};
    if (const auto found = led.find(name); found != led.end()) {
      const auto of_runner = found->second.runner->status();
      one.leading = true;
      one.lag_s = of_runner.lag_s;
      one.parked = static_cast<std::int64_t>(of_runner.parked.size());
      if (!of_runner.available && one.error.empty()) one.error = of_runner.last_error;
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace authledger::infra
