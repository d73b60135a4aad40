// Events as they stand in the log. Input: a line `type version`, then the payload.
#include <charconv>

#include "events/catalogue.h"
#include "events/event_codec.h"
#include "events/publication.h"
#include "shared/errors.h"
#include "shared/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/sealers.h"

namespace authledger::fuzz {
namespace {

bool has_member(const JsonValue& json, std::string_view name) {
  if (json.IsArray()) {
    for (const auto& item : json.GetArray()) {
      if (has_member(item, name)) return true;
    }
  } else if (json.IsObject()) {
    for (const auto& member : json.GetObject()) {
      if (has_member(member.value, name)) return true;
    }
    return json.HasMember(JsonValue(name.data(), static_cast<rapidjson::SizeType>(name.size())));
  }
  return false;
}

void check_published(const events::StoredEvent& stored) {
  const auto published = events::published_payload(stored.payload);
  require(published.has_value(), "an event can be published", stored.payload);
  const auto json = parse_json(*published);
  require(json && !has_member(*json, "secret"), "a published event has no secret", *published);
  auto copy = stored;
  copy.payload = *published;
  const test::HexSealer sealer("golden");
  require(events::decode_event<events::AnyEvent>(copy, &sealer).has_value(),
          "a published event can be read", *published);
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger;
  using namespace authledger::fuzz;
  const test::HexSealer sealer("golden");
  auto rest = text_of(data, size);
  auto line = cut(rest, '\n');
  events::StoredEvent stored;
  stored.type = cut(line, ' ');
  std::from_chars(line.data(), line.data() + line.size(), stored.schema_version);
  stored.payload = rest;
  const auto event = events::decode_event<events::AnyEvent>(stored, &sealer);
  if (!event) {
    require(event.error().id == "log.corrupt_event", "what cannot be read is corrupt");
    require(!event.error().detail.empty(), "a refusal says why");
    return 0;
  }
  events::StoredEvent first;
  events::encode_event(*event, &sealer, first);
  require(first.type == stored.type, "an event keeps its type");
  const auto again = events::decode_event<events::AnyEvent>(first, &sealer);
  require(again.has_value(), "what was written can be read", first.payload);
  events::StoredEvent second;
  events::encode_event(*again, &sealer, second);
  require(second.payload == first.payload, "an event survives a round trip", first.payload);
  check_published(first);
  return 0;
}
