#include "infra/cli/interrupt.h"

#include <csignal>

namespace authledger::infra {
namespace {

volatile std::sig_atomic_t noted = 0;

}  // namespace

void note_interrupt() {
  std::signal(SIGINT, [](int) { noted = 1; });
}

bool interrupted() { return noted != 0; }

}  // namespace authledger::infra
