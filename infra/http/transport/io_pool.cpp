#include "infra/http/transport/io_pool.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>

#include "infra/http/transport/short_slices.h"

namespace authledger::infra {

IoPool::IoPool(std::size_t threads) {
  for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) {
    loops_.push_back(std::make_unique<IoLoop>());
  }
  for (auto& loop : loops_) {
    loop->thread = std::thread([&context = loop->context] {
      ask_for_short_slices();
      const auto guard = asio::make_work_guard(context);
      context.run();
    });
  }
}

IoLoop& IoPool::next() { return *loops_[turn_++ % loops_.size()]; }

void IoPool::stop() {
  for (auto& loop : loops_) loop->context.stop();
  for (auto& loop : loops_) {
    if (loop->thread.joinable()) loop->thread.join();
  }
}

}  // namespace authledger::infra
