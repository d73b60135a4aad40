#include "infra/crypto/system.h"

#include <sys/random.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace authledger::infra {

Timestamp SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Timestamp{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

std::string SystemRandom::bytes(std::size_t count) {
  std::string text(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = getrandom(text.data() + filled, count - filled, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();  // going on without randomness would make keys that can be guessed
    }
    filled += static_cast<std::size_t>(got);
  }
  return text;
}

}  // namespace authledger::infra
