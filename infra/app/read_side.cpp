#include "infra/app/read_side.h"

#include "infra/elasticsearch/document_store.h"
#include "infra/elasticsearch/read_model.h"
#include "infra/kafka/kafka_feed.h"
#include "infra/log/log_feed.h"
#include "infra/sqlite/document_store.h"
#include "infra/sqlite/documents_database.h"
#include "infra/sqlite/read_model.h"
#include "infra/telemetry/json_log.h"
#include "projections/users.h"
#include "query/board_progress.h"

namespace authledger::infra {
namespace {

constexpr int kElection_ms = 500;
constexpr int kLookEvery_ms = 250;  // at most so late a leader notices that the store is gone
constexpr int kWatch_ms = 50;       // how often followers look at the leader's checkpoint
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
  side->lock_ = core.stack.leader_lock("projections");
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
    const auto database = std::make_shared<DocumentsDatabase>(
        DocumentsOptions{settings.data_dir + "/projections.db"});
    store_ = std::make_shared<SqliteDocumentStore>(database);
    model_ = std::make_unique<SqliteReadModel>(database);
  } catch (const sqlite::SqliteError& failure) {
    return fail(read_model_unavailable(failure.what()));
  }
  AUTHLEDGER_TRY(live, store_->live(projections::users().schema()));
  (void)live;
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
  std::function<void(Position)> tell;
  {
    const std::lock_guard lock(mutex_);
    tell = tell_feed_;
  }
  if (tell) tell(committed);
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

// Runs the runner as long as the lock is ours.
void ReadSide::lead() {
  std::shared_ptr<projections::Feed> feed;
  std::function<void(Position)> tell;
  if (core_.settings.cluster()) {
    KafkaFeedSettings settings;
    settings.kafka = kafka_settings(core_.settings);
    auto opened = KafkaFeed::open(*core_.stack.log, settings);
    if (!opened) {
      json_log(LogLevel::kError, "the feed cannot be opened", {{"what", opened.error().detail}});
      pause(kElection_ms);
      return;
    }
    std::shared_ptr<KafkaFeed> kafka = std::move(*opened);
    tell = [kafka](Position position) { kafka->notify(position); };
    feed = kafka;
  } else {
    const auto log = std::make_shared<LogFeed>(*core_.stack.log);
    tell = [log](Position position) { log->notify(position); };
    feed = log;
  }
  projections::RunnerOptions options;
  if (core_.settings.cluster()) {
    options.follow_every = std::chrono::milliseconds(kLookEvery_ms);
  } else {
    options.refresh_idle = std::chrono::milliseconds(0);
  }
  const auto runner = std::make_shared<projections::Runner>(
      projections::RunnerParts{projections::users(), *feed, *store_, *core_.subjects,
                               *core_.stack.log, board_, core_.clock},
      options);
  {
    const std::lock_guard lock(mutex_);
    runner_ = runner;
    tell_feed_ = tell;
  }
  json_log(LogLevel::kInfo, "keeping the read models");
  runner->start();
  std::unique_lock lock(mutex_);
  while (!stop_) {
    changed_.wait_for(lock, std::chrono::milliseconds(kElection_ms), [&] { return stop_; });
    lock.unlock();
    const bool ours = lock_->held();
    lock.lock();
    if (!ours) break;
  }
  runner_.reset();
  tell_feed_ = nullptr;
  lock.unlock();
  runner->stop();
}

// Follows the leader's checkpoint for a while, and tells waiters.
void ReadSide::watch() {
  const auto& schema = projections::users().schema();
  board_.on_wanted(schema.name, [this] {  // a runner of ours had it while it led
    const std::lock_guard lock(mutex_);
    wanted_ = true;
    changed_.notify_all();
  });
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(kElection_ms);
  bool wanted = false;
  while (std::chrono::steady_clock::now() < until) {
    auto state = board_.state(schema.name);
    const auto live = store_->live(schema);
    const auto checkpoint = live ? store_->checkpoint(*live) : Result<Position>(fail(live.error()));
    const bool refreshed = checkpoint && (*checkpoint == state.visible || store_->refresh(*live));
    if (!checkpoint || !refreshed) {
      state.available = false;
    } else {
      state.available = true;
      if (*checkpoint != state.visible || live->physical != watched_) ++state.edition;
      watched_ = live->physical;
      state.folded = *checkpoint;
      state.visible = *checkpoint;
    }
    board_.publish(schema.name, state);
    wanted = board_.wanted(schema.name, state.visible, std::numeric_limits<Position>::max());
    if (!pause(wanted ? kWatchWanted_ms : kWatch_ms)) return;
  }
}

ReadSideStatus ReadSide::status() {
  std::shared_ptr<projections::Runner> runner;
  {
    const std::lock_guard lock(mutex_);
    runner = runner_;
  }
  const auto state = board_.state(projections::users().schema().name);
  ReadSideStatus status{runner != nullptr,
                        state.folded,
                        state.visible,
                        0,
                        0,
                        state.available ? "" : "the read model cannot be reached"};
  if (runner) {
    const auto of_runner = runner->status();
    status.lag_s = of_runner.lag_s;
    status.parked = static_cast<std::int64_t>(of_runner.parked.size());
    if (!of_runner.available && status.error.empty()) status.error = of_runner.last_error;
  }
  return status;
}

}  // namespace authledger::infra
