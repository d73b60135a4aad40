// Records of the topic, as another program may have written them. Input: lines `name: value`, an
// empty line, the payload; the header `key` is the record's key.
#include <utility>
#include <vector>

#include "infra/kafka/record.h"
#include "tests/fuzz/fuzz.h"

namespace authledger::fuzz {
namespace {

using namespace infra;
using Views = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::string_view kSource = "here";

bool same(const events::StoredEvent& a, const events::StoredEvent& b) {
  return a.position == b.position && a.event_id == b.event_id && a.tenant_id == b.tenant_id &&
         a.stream_id == b.stream_id && a.stream_version == b.stream_version && a.type == b.type &&
         a.schema_version == b.schema_version && a.recorded_at == b.recorded_at &&
         a.subject == b.subject && a.meta == b.meta;
}

void check_received(const ReceivedEvent& received, const Views& headers) {
  const auto& event = received.event;
  require(event.position > 0 && received.previous >= 0, "a record has a position");
  require(position_of(headers) > 0, "its position can be read alone");
  require(!event.type.empty() && !event.stream_id.empty(), "a record has a type and a stream");
  const auto record = to_record(event, {kSource, received.epoch, received.previous});
  if (!record) return;  // its payload is no JSON: the reader parks it
  Views views;
  for (const auto& [name, value] : record->headers) views.emplace_back(name, value);
  const auto again = from_record(record->key, record->value, views, kSource);
  require(again.has_value(), "a record that was read can be written");
  require(same(again->event, event) && again->epoch == received.epoch &&
              again->previous == received.previous,
          "a record survives a round trip");
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger::fuzz;
  auto rest = text_of(data, size);
  Views headers;
  std::string_view key;
  while (!rest.empty()) {
    auto line = cut(rest, '\n');
    if (line.empty()) break;
    const auto name = cut(line, ':');
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (name == "key") {
      key = line;
    } else {
      headers.emplace_back(name, line);
    }
  }
  static_cast<void>(previous_of(headers));
  if (const auto received = from_record(key, rest, headers, kSource)) {
    check_received(*received, headers);
  }
  return 0;
}
