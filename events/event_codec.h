// Typed events from and to the rows of the log.
#pragma once

#include <variant>

#include "events/stored_event.h"
#include "events/upcasting.h"
#include "shared/codec.h"

namespace authledger::events {

// Fills type, schema_version and payload; the rest is the caller's.
template <class Variant>
void encode_event(const Variant& event, const Sealer* sealer, StoredEvent& into) {
  std::visit(
      [&]<class E>(const E& one) {
        into.type = std::string(E::kType);
        into.schema_version = E::kVersion;
        into.payload = encode(one, sealer);
      },
      event);
}

// Errors: log.corrupt_event for a type that the variant does not have, a version from the future,
// or broken JSON.
template <class Variant>
Result<Variant> decode_event(const StoredEvent& stored, const Sealer* sealer) {
  Result<Variant> result = fail(errors::kCorruptEvent, "unknown event type " + stored.type);
  const auto attempt = [&]<class E>() {
    if (stored.type != E::kType) return false;
    auto document = parse_json(stored.payload);
    if (!document) {
      result = fail(errors::kCorruptEvent, stored.type + " is not JSON");
      return true;
    }
    if (auto lifted = upcast(E::kType, stored.schema_version, E::kVersion, *document); !lifted) {
      result = fail(lifted.error());
      return true;
    }
    auto event = decode<E>(static_cast<const JsonValue&>(*document), sealer);
    if (event)
      result = Variant(std::move(*event));
    else
      result = fail(std::move(event).error());
    return true;
  };
  [&]<class... E>(std::variant<E...>*) {
    (void)(attempt.template operator()<E>() || ...);
  }(static_cast<Variant*>(nullptr));
  return result;
}

// Whether the variant has an event of this type.
template <class Variant>
bool handles_type(std::string_view type) {
  return [&]<class... E>(std::variant<E...>*) {
    return ((type == E::kType) || ...);
  }(static_cast<Variant*>(nullptr));
}

}  // namespace authledger::events
