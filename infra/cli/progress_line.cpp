#include "infra/cli/progress_line.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace authledger::infra {

using std::chrono::steady_clock;

void ProgressLine::show(const std::string& doing, std::int64_t done, std::int64_t of) {
  static const bool terminal = isatty(STDERR_FILENO) == 1;
  const auto now = steady_clock::now();
  if (doing != doing_) {
    doing_ = doing;
    started_ = now;
  }
  if (now - shown_ < std::chrono::milliseconds(terminal ? 100 : 2000)) return;
  shown_ = now;
  const double seconds = std::max(0.001, std::chrono::duration<double>(now - started_).count());
  const double rate = static_cast<double>(done) / seconds;
  const double share = of > 0 ? static_cast<double>(done) / static_cast<double>(of) : 0;
  std::fprintf(stderr, "%s%s", terminal ? "\r" : "", doing.c_str());
  if (of > 0) {
    std::fprintf(stderr, "  %5.1f %%  %lld of %lld  %.0f/s  %.0f s left", share * 100,
                 static_cast<long long>(done), static_cast<long long>(of), rate,
                 share > 0 ? seconds * (1 - share) / share : 0.0);
  }
  std::fputs(terminal ? "      " : "\n", stderr);
  open_ = terminal;
}

void ProgressLine::end() {
  if (open_) std::fputs("\n", stderr);
  open_ = false;
}

}  // namespace authledger::infra
