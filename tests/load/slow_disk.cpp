// A disk whose syncs take AUTHLEDGER_SYNC_MS longer, for one process: LD_PRELOAD this library.
#include <dlfcn.h>
#include <time.h>

#include <cstdlib>

namespace {

void wait_for_the_disk() {
  static const long ms = [] {
    const char* given = std::getenv("AUTHLEDGER_SYNC_MS");
    return given != nullptr ? std::atol(given) : 0;
  }();
  const timespec time{ms / 1000, ms % 1000 * 1'000'000};
  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
}

int sync_with(const char* name, int file) {
  wait_for_the_disk();
  return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name))(file);
}

}  // namespace

extern "C" int fsync(int file) { return sync_with("fsync", file); }
extern "C" int fdatasync(int file) { return sync_with("fdatasync", file); }
