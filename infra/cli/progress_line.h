// Progress on standard error: one line that is written over itself on a terminal, a line every two
// seconds elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace authledger::infra {

// Not thread-safe.
class ProgressLine {
 public:
  // Shows `done` of `of` (0: not known) of one piece of work; another piece starts its own clock.
  void show(const std::string& doing, std::int64_t done, std::int64_t of);
  void end();  // of a line that was written over itself

 private:
  std::string doing_;
  bool open_ = false;
  std::chrono::steady_clock::time_point started_{};
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

}  // namespace authledger::infra
