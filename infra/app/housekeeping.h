// What a service does now and then by itself: replace an old signing key, drop remembered answers
// that have expired.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "infra/app/core.h"

namespace authledger::infra {

// One thread from construction to destruction. REQUIRES: the core outlives it.
class Housekeeping {
 public:
  explicit Housekeeping(Core& core, int every_s = 60);
  ~Housekeeping();

 private:
  void run();
  void work();

  Core& core_;
  const int every_s_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace authledger::infra
