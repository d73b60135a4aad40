// When connections or memory run out: who gives way. Those that let others wait the longest do, and
// before them those that have never sent a whole request, so that a crowd of slow clients displaces
// itself and not the ones that come and go.
#include "infra/http/transport/connection.h"

namespace authledger::infra {

bool Connection::make_room(IoLoop& loop) {
  for (auto* list : {&loop.untried, &loop.waiting, &loop.holding}) {
    if (list->empty()) continue;
    const auto first = list->front()->shared_from_this();
    ++first->site_.meters.connections_displaced;
    first->close();
    return true;
  }
  return false;
}

void Connection::wait_for_client() {
  waiting_.take_last(tried_ ? loop_.waiting : loop_.untried, this);
}

bool Connection::hold(std::size_t bytes) {
  site_.held_bytes += bytes;
  site_.held_bytes -= held_bytes_;
  held_bytes_ = bytes;
  if (bytes == 0) {
    holding_.leave();
  } else if (!holding_.taken()) {
    holding_.take_last(loop_.holding, this);
  }
  if (bytes == 0) return true;
  while (site_.held_bytes > site_.limits.held_bytes_max) {
    auto next = loop_.holding.begin();
    if (next != loop_.holding.end() && *next == this) ++next;
    if (next == loop_.holding.end()) return false;
    const auto other = (*next)->shared_from_this();
    ++site_.meters.connections_displaced;
    other->give_way();
  }
  return true;
}

void Connection::give_way() {
  if (phase_ == Phase::kBody && !writing_) return refuse({503, "too many requests are incomplete"});
  close();
}

}  // namespace authledger::infra
