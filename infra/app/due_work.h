// What the log left to be done at a time: bans whose end has come, and people who have to leave a
// deleted app or lose a deleted role (decision 23). Any number of processes may run one.
#pragma once

#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>

#include "command/app/app_service.h"
#include "command/dispatch.h"
#include "infra/log/stores.h"

namespace authledger::infra {

struct DueWorkParts {
  command::Dispatcher& dispatcher;
  command::AppService& apps;
  AttachmentStore& store;
  const Clock& clock;
};

struct DueWorkOptions {
  int poll_ms = 1000;         // for what other processes left
  std::int64_t lease_s = 15;  // longer than a step takes; what a killed process began waits so long
  int bans_at_once = 100;
  int people_at_once = 100;  // of one clean-up
};

// Thread-safe. One thread between start() and stop(). REQUIRES: the parts outlive it.
class DueWork {
 public:
  explicit DueWork(DueWorkParts parts, DueWorkOptions options = {})
      : parts_(parts), options_(options) {}
  ~DueWork() { stop(); }
  DueWork(const DueWork&) = delete;
  DueWork& operator=(const DueWork&) = delete;

  void start();
  void stop();
  void on_events(std::span<const events::StoredEvent> events);  // looks at once if one left work

  // One round, for tests: true when there was something to do.
  bool work_once();

 private:
  void run();
  void wait_for_work();
  bool lift_bans();
  void lift(const DueAttachment& due, Timestamp now, Timestamp lease);
  bool clean_up();

  const DueWorkParts parts_;
  const DueWorkOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  bool news_ = false;
  std::thread thread_;
};

}  // namespace authledger::infra
