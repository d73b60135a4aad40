#include "infra/http/transport/short_slices.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace authledger::infra {
namespace {

constexpr std::uint64_t kSlice_ns = 100'000;  // the shortest that the kernel gives

// struct sched_attr of linux/sched/types.h, which collides with the C library's <sched.h>.
struct SchedulerAttributes {
  std::uint32_t size;
  std::uint32_t policy;
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t runtime_ns;
  std::uint64_t deadline_ns;
  std::uint64_t period_ns;
};

}  // namespace

void ask_for_short_slices() {
  SchedulerAttributes wanted{};
  wanted.size = sizeof wanted;
  wanted.nice = ::getpriority(PRIO_PROCESS, 0);  // as it is, of this thread
  wanted.runtime_ns = kSlice_ns;
  ::syscall(SYS_sched_setattr, 0, &wanted, 0);
}

}  // namespace authledger::infra
