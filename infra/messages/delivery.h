// How a message leaves the house: one Channel per way, a Delivery for what came of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "infra/messages/message_texts.h"
#include "shared/ids.h"

namespace authledger::infra {

// A message, ready to be sent. The same at every attempt, byte for byte.
struct Outgoing {
  MessageId id;
  std::vector<std::string> to;
  RenderedMessage content;
  Timestamp requested_at;
  std::string tenant_id{};
};

// What became of one attempt. `reason` is a class, fit for the log of events:
//   unreachable  no connection, no name      timeout         no answer in time
//   tls          no trust, no TLS            authentication  the server refuses our account
//   busy         refused for now             refused         refused for good
//   interrupted  the process stops           not_configured  there is no server to ask
struct Delivery {
  enum class What { kSent, kLater, kNever };
  What what = What::kSent;
  std::string reason{};
  int code = 0;           // the server's, 0: none
  int retry_after_s = 0;  // what the server asks for, 0: nothing

  static Delivery sent() { return {}; }
  static Delivery later(std::string why, int code = 0) {
    return {What::kLater, std::move(why), code, 0};
  }
  static Delivery never(std::string why, int code = 0) {
    return {What::kNever, std::move(why), code, 0};
  }
};

// Thread-safe. Blocks until there is an answer, a limit of time, or `interrupted` says so (asked
// about once a second).
class Channel {
 public:
  virtual ~Channel() = default;
  virtual Delivery send(const Outgoing& message, const std::function<bool()>& interrupted) = 0;
};

}  // namespace authledger::infra
