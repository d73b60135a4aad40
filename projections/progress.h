// How far each read model of this process has come: written by its runner, waited on by readers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "shared/ids.h"
#include "shared/result.h"

namespace authledger::projections {

struct ProgressState {
  Position folded = 0;    // documents are written up to here
  Position visible = 0;   // lists show everything up to here
  bool available = true;  // false: the store or the feed is down, nothing moves
};

// Thread-safe. Read models go by their schema's name.
class ProgressBoard {
 public:
  // `changed`: lists may show something else than when this was last called; the first call of
  // somebody new says so too.
  void publish(const std::string& name, const ProgressState& state, bool changed);
  ProgressState state(const std::string& name) const;

  // Raised by every change, whoever publishes it, and never used again: what was read at an edition
  // may be kept until the next one.
  std::int64_t edition(const std::string& name) const;

  // Waits until lists show everything up to `position`, at most until the deadline; wakes the
  // runner. A read model that is not published yet is waited for. Errors: read_model.behind,
  // read_model.unavailable at once when it is down; both with retry_after_s.
  Status wait_for(const std::string& name, Position position,
                  std::chrono::steady_clock::time_point deadline);

  // Whether someone waits for a position that is written but not visible.
  bool wanted(const std::string& name, Position visible, Position folded) const;

  // Called, outside of all locks of the board, when someone begins to wait. Empty: nobody is to be
  // woken; no call is under way any more when this returns.
  void on_wanted(const std::string& name, std::function<void()> wake);

 private:
  struct Entry {
    bool published = false;
    ProgressState state;
    std::int64_t edition = 0;
    std::multiset<Position> waiting;
    std::function<void()> wake;
    int waking = 0;  // calls of `wake` under way
  };
  void wake(std::unique_lock<std::mutex>& lock, Entry& entry);

  mutable std::mutex lock_;
  std::condition_variable moved_;
  std::map<std::string, Entry> entries_;  // stable addresses
};

}  // namespace authledger::projections
