#include "infra/streams/event_frame.h"

#include "events/catalogue.h"
#include "infra/log/published_event.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

void text(JsonWriter& out, const char* key, std::string_view value) {
  if (value.empty()) return;
  out.Key(key);
  write_text(out, value);
}

}  // namespace

std::string event_frame(const events::StoredEvent& event, std::string_view source,
                        std::int64_t epoch) {
  const auto meta = published_meta(event.meta);
  const auto type = events::cloud_event_type(event.type, event.schema_version);
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  text(out, "specversion", "1.0");
  text(out, "id", event.event_id);
  text(out, "type", type);
  text(out, "source", source);
  text(out, "time", to_iso8601(event.recorded_at));
  text(out, "subject", event.stream_id);
  text(out, "datacontenttype", "application/json");
  out.Key("position");
  out.Int64(event.position);
  out.Key("epoch");
  out.Int64(epoch);
  text(out, "tenantid", event.tenant_id);
  out.Key("streamversion");
  out.Int64(event.stream_version);
  out.Key("schemaversion");
  out.Int(event.schema_version);
  text(out, "keysubject", event.subject);
  text(out, "actorkind", meta.actor_kind);
  text(out, "actorid", meta.actor_id);
  text(out, "correlationid", meta.correlation_id);
  text(out, "causationid", meta.causation_id);
  out.Key("data");
  out.RawValue(event.payload.data(), event.payload.size(), rapidjson::kObjectType);
  out.EndObject();
  return "id: " + std::to_string(event.position) + "\nevent: " + type +
         "\ndata: " + buffer_text(buffer) + "\n\n";
}

std::string named_frame(std::string_view name, std::string_view json) {
  std::string frame = "event: ";
  frame += name;
  frame += "\ndata: ";
  frame += json;
  return frame += "\n\n";
}

}  // namespace authledger::infra
