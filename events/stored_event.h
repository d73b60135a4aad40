// An event as the log keeps it and the feed carries it: envelope columns and sealed JSON.
#pragma once

#include <string>
#include <tuple>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"
#include "shared/time.h"

namespace authledger::events {

// Who caused an event, from where, and as part of what. JSON in the log; ip and user agent are
// personal data of the stream's subject and left out on streams without one.
struct EventMeta {
  std::string actor_kind;  // user, app, system, anonymous
  std::string actor_id;    // empty for system and anonymous
  std::optional<Personal<std::string>> ip;
  std::optional<Personal<std::string>> user_agent;
  std::string correlation_id;  // the request id
  std::string causation_id;    // the event that led to this one, empty: a request did
  static constexpr auto fields() {
    return std::tuple{field("actorKind", &EventMeta::actor_kind),
                      field("actorId", &EventMeta::actor_id),
                      field("ip", &EventMeta::ip),
                      field("userAgent", &EventMeta::user_agent),
                      field("correlationId", &EventMeta::correlation_id),
                      field("causationId", &EventMeta::causation_id)};
  }
};

// One row of the log. `payload` and `meta` are JSON objects, personal data and secrets sealed
// inside them.
struct StoredEvent {
  Position position = 0;  // given by the log
  std::string event_id;   // UUIDv7
  std::string tenant_id;
  std::string stream_id;             // user-<uuid>, session-<uuid>, …
  StreamVersion stream_version = 0;  // 1, 2, 3 … in its stream
  std::string type;                  // user.registered
  int schema_version = 1;
  Timestamp recorded_at;
  std::string subject;  // whose key seals the personal data; empty: nobody's
  std::string payload;
  std::string meta;
};

}  // namespace authledger::events
