// Typed events from and to the rows of the log. The templates are instantiated in event_codec.cpp,
// for the variants of the catalogue alone: each costs seconds to compile.
#pragma once

#include <string_view>
#include <variant>

#include "events/stored_event.h"
#include "shared/result.h"
#include "shared/secret.h"

namespace authledger::events {

// Fills type, schema_version and payload; the rest is the caller's.
template <class Variant>
void encode_event(const Variant& event, const Sealer* sealer, StoredEvent& into);

// Errors: log.corrupt_event for a type that the variant does not have, a version from the future,
// or broken JSON.
template <class Variant>
Result<Variant> decode_event(const StoredEvent& stored, const Sealer* sealer);

// Whether the variant has an event of this type.
template <class Variant>
bool handles_type(std::string_view type) {
  return [&]<class... E>(std::variant<E...>*) {
    return ((type == E::kType) || ...);
  }(static_cast<Variant*>(nullptr));
}

}  // namespace authledger::events
