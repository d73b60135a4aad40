#include "infra/app/read_side.h"

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
constexpr int kLookEvery_ms = 250;  // at most so late a leader notices that the store is gone
constexpr int kWatch_ms = 50;       // how often followers look at the leader's checkpoint
constexpr int kSave_ms = 40;        // how often the leader stores it, at most
constexpr int kGather_ms = 25;      // what a batch waits for more while nobody waits for it
constexpr int kWatchWanted_ms = 5;  // while somebody waits for it

}  // namespace

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
    options.follow_every = std::chrono::milliseconds(kLookEvery_ms);
    options.save_every = std::chrono::milliseconds(kSave_ms);
    options.gather = std::chrono::milliseconds(kGather_ms);
  } else {
    const auto log = std::make_shared<LogFeed>(*core_.stack.log);
    led.tell = [log](Position position) { log->notify(position); };
    led.feed = log;
    options.refresh_idle = std::chrono::milliseconds(0);
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
  std::unique_lock lock(mutex_);
  while (!stop_) {
    changed_.wait_for(lock, std::chrono::milliseconds(kElection_ms), [&] { return stop_; });
    lock.unlock();
    const bool ours = lock_->held();
    lock.lock();
    if (!ours) break;
  }
  led_.clear();
  lock.unlock();
  for (const auto& [name, led] : made) led.runner->stop();
}

// Follows the leader's checkpoints for a while, and tells waiters.
void ReadSide::watch() {
  for (const auto* projection : projections::catalogue()) {
    board_.on_wanted(projection->schema().name, [this] {  // a runner of ours had it while it led
      const std::lock_guard lock(mutex_);
      wanted_ = true;
      changed_.notify_all();
    });
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kElection_ms);
  while (std::chrono::steady_clock::now() < until) {
    bool wanted = false;
    for (const auto* projection : projections::catalogue()) {
      look(*projection);
      const auto& name = projection->schema().name;
      wanted = wanted || board_.wanted(name, board_.state(name).visible,
                                       std::numeric_limits<Position>::max());
    }
    if (!pause(wanted ? kWatchWanted_ms : kWatch_ms)) return;
  }
}

void ReadSide::look(const projections::Projection& projection) {
  const auto& schema = projection.schema();
  auto& watched = watched_[schema.name];
  auto state = board_.state(schema.name);
  const auto live = store_->live(schema);
  const auto checkpoint = live ? store_->checkpoint(*live) : Result<Position>(fail(live.error()));
  state.available = checkpoint && (*checkpoint == state.visible || store_->refresh(*live));
  if (state.available) {
    if (*checkpoint != state.visible || live->physical != watched) ++state.edition;
    watched = live->physical;
    state.folded = *checkpoint;
    state.visible = *checkpoint;
  }
  board_.publish(schema.name, state);
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
