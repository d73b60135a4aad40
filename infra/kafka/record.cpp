#include "infra/kafka/record.h"

#include <charconv>

#include "events/catalogue.h"
#include "events/publication.h"
#include "infra/log/published_event.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kTypePrefix = "authledger.";
constexpr std::size_t kHeadersMax = 19;

template <class Number>
bool read_number(std::string_view text, Number& into) {
  const auto* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, into);
  return failure == std::errc() && stopped == end && into >= 0;
}

// authledger.user.banned.v1 → user.banned; empty when it is no type of ours.
std::string_view bare_type(std::string_view cloud_type, int version) {
  const auto suffix = ".v" + std::to_string(version);
  if (!cloud_type.starts_with(kTypePrefix) || !cloud_type.ends_with(suffix)) return {};
  cloud_type.remove_prefix(kTypePrefix.size());
  if (cloud_type.size() <= suffix.size()) return {};
  cloud_type.remove_suffix(suffix.size());
  return cloud_type;
}

// What the headers said; every text is a view into the record.
struct Headers {
  std::string_view specversion, id, type, source, time, subject, position, previous, epoch, tenant;
  std::string_view stream_version, schema_version, key_subject;
  std::string_view actor_kind, actor_id, correlation_id, causation_id;
};

std::string_view* slot(Headers& headers, std::string_view name) {
  if (name == "position") return &headers.position;
  if (name == "prevposition") return &headers.previous;
  if (!name.starts_with("ce_")) return nullptr;
  name.remove_prefix(3);
  if (name == "specversion") return &headers.specversion;
  if (name == "id") return &headers.id;
  if (name == "type") return &headers.type;
  if (name == "source") return &headers.source;
  if (name == "time") return &headers.time;
  if (name == "subject") return &headers.subject;
  if (name == "epoch") return &headers.epoch;
  if (name == "tenantid") return &headers.tenant;
  if (name == "streamversion") return &headers.stream_version;
  if (name == "schemaversion") return &headers.schema_version;
  if (name == "keysubject") return &headers.key_subject;
  if (name == "actorkind") return &headers.actor_kind;
  if (name == "actorid") return &headers.actor_id;
  if (name == "correlationid") return &headers.correlation_id;
  if (name == "causationid") return &headers.causation_id;
  return nullptr;
}

Position number_of(HeaderViews headers, std::string_view wanted) {
  for (const auto& [name, text] : headers) {
    Position number = 0;
    if (name == wanted) return read_number(text, number) ? number : 0;
  }
  return 0;
}

}  // namespace

Result<TopicRecord> to_record(const events::StoredEvent& event, const RecordContext& context) {
  TopicRecord record;
  AUTHLEDGER_TRY(value, events::published_payload(event.payload));
  record.key = event.stream_id;
  record.value = std::move(value);
  record.headers.reserve(kHeadersMax);
  const auto add = [&](std::string_view name, std::string text) {
    if (!text.empty()) record.headers.emplace_back(name, std::move(text));
  };
  auto meta = published_meta(event.meta);
  add("content-type", "application/json");
  add("ce_specversion", "1.0");
  add("ce_id", event.event_id);
  add("ce_type", events::cloud_event_type(event.type, event.schema_version));
  add("ce_source", std::string(context.source));
  add("ce_time", to_iso8601(event.recorded_at));
  add("ce_subject", event.stream_id);
  add("ce_partitionkey", event.stream_id);
  add("position", std::to_string(event.position));
  add("prevposition", std::to_string(context.previous));
  add("ce_epoch", std::to_string(context.epoch));
  add("ce_tenantid", event.tenant_id);
  add("ce_streamversion", std::to_string(event.stream_version));
  add("ce_schemaversion", std::to_string(event.schema_version));
  add("ce_keysubject", event.subject);
  add("ce_actorkind", std::move(meta.actor_kind));
  add("ce_actorid", std::move(meta.actor_id));
  add("ce_correlationid", std::move(meta.correlation_id));
  add("ce_causationid", std::move(meta.causation_id));
  return record;
}

std::optional<ReceivedEvent> from_record(std::string_view key, std::string_view value,
                                         HeaderViews headers, std::string_view source) {
  Headers read;
  for (const auto& [name, text] : headers) {
    if (auto* into = slot(read, name)) {
      // We leave empty ones out; of one that stands twice, readers would take either.
      if (text.empty() || !into->empty()) return std::nullopt;
      *into = text;
    }
  }
  if (read.specversion != "1.0" || read.source != source || !is_uuid(read.id) || key.empty() ||
      read.subject != key) {
    return std::nullopt;
  }
  for (const auto text : {key, read.tenant, read.key_subject, read.actor_kind, read.actor_id,
                          read.correlation_id, read.causation_id, read.type}) {
    if (!is_utf8(text)) return std::nullopt;  // would not survive in the meta's JSON
  }
  ReceivedEvent received;
  auto& event = received.event;
  const auto time = parse_iso8601(read.time);
  if (!time || !read_number(read.position, event.position) || event.position == 0 ||
      !read_number(read.previous, received.previous) || !read_number(read.epoch, received.epoch) ||
      !read_number(read.stream_version, event.stream_version) ||
      !read_number(read.schema_version, event.schema_version)) {
    return std::nullopt;
  }
  event.type = bare_type(read.type, event.schema_version);
  if (event.type.empty()) return std::nullopt;
  event.event_id = read.id;
  event.tenant_id = read.tenant;
  event.stream_id = key;
  event.recorded_at = *time;
  event.subject = read.key_subject;
  event.payload = value;
  events::EventMeta meta;
  meta.actor_kind = read.actor_kind;
  meta.actor_id = read.actor_id;
  meta.correlation_id = read.correlation_id;
  meta.causation_id = read.causation_id;
  event.meta = encode(meta);
  return received;
}

Position position_of(HeaderViews headers) { return number_of(headers, "position"); }

Position previous_of(HeaderViews headers) { return number_of(headers, "prevposition"); }

}  // namespace authledger::infra
