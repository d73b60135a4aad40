#include "infra/describe/asyncapi.h"

#include "infra/describe/example.h"
#include "infra/describe/json_text.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kAbout =
    "Every event of the log, in its order, at least once. On the topic each is a CloudEvent 1.0 in "
    "binary mode: the payload as value, the rest in headers. Members `{\"personal\": …}` are "
    "sealed "
    "with the key of the subject. `GET /v1/events` streams the same events as CloudEvents in JSON.";

bool is_secret(const JsonValue& schema) {
  if (!schema.IsObject()) return false;
  if (const auto any = schema.FindMember("anyOf"); any != schema.MemberEnd())
    return is_secret(any->value[0]);
  const auto properties = schema.FindMember("properties");
  return properties != schema.MemberEnd() && properties->value.MemberCount() == 1 &&
         properties->value.HasMember("secret");
}

std::string upper_words(std::string_view type) {
  std::string name;
  bool upper = true;
  for (const char c : type) {
    if (c == '.' || c == '_') {
      upper = true;
      continue;
    }
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    upper = false;
  }
  return name;
}

std::string text_header(std::string_view about) {
  return JsonObject().text("type", "string").text("description", about).json();
}

std::string whole_header(std::string_view about) {
  return JsonObject()
      .text("type", "string")
      .text("pattern", "^[0-9]+$")
      .text("description", about)
      .json();
}

std::string headers_schema() {
  JsonObject members;
  members.raw("content-type", R"({"const":"application/json"})")
      .raw("ce_specversion", R"({"const":"1.0"})")
      .raw("ce_id", R"({"type":"string","format":"uuid"})")
      .raw("ce_type", text_header("authledger.<type>.v<version>"))
      .raw("ce_source", text_header("the setting tokens.issuer: this installation"))
      .raw("ce_time", R"({"type":"string","format":"date-time"})")
      .raw("ce_subject", text_header("the stream's id"))
      .raw("ce_partitionkey", text_header("the stream's id"))
      .raw("position", whole_header("place in the whole log"))
      .raw("prevposition", whole_header("position of the previous event in this partition"))
      .raw("ce_epoch", whole_header("rises when a backup is restored"))
      .raw("ce_tenantid", text_header("the tenant"))
      .raw("ce_streamversion", whole_header("place in the stream"))
      .raw("ce_schemaversion", whole_header("version of the event"))
      .raw("ce_keysubject", text_header("whose key seals personal members"))
      .raw("ce_actorkind", text_header("user, app, system or anonymous"))
      .raw("ce_actorid", text_header("who caused it"))
      .raw("ce_correlationid", text_header("the request's id"))
      .raw("ce_causationid", text_header("the event that led to it"));
  return JsonObject()
      .text("type", "object")
      .raw("properties", members.json())
      .raw(
          "required",
          R"(["ce_specversion","ce_id","ce_type","ce_source","ce_time","ce_subject","position","prevposition","ce_epoch","ce_tenantid","ce_streamversion","ce_schemaversion"])")
      .json();
}

std::string header_example(const events::CatalogueEntry& event, const Described& described) {
  return JsonObject()
      .text("content-type", "application/json")
      .text("ce_specversion", "1.0")
      .text("ce_id", "019b7d2c-9f2e-7a10-8c55-3b1d5e0a7c01")
      .text("ce_type", events::cloud_event_type(event.type, event.version))
      .text("ce_source", described.issuer)
      .text("ce_time", "2026-01-02T03:04:05.678Z")
      .text("ce_subject", "user-018f0000-0000-7000-8000-0000000a11ce")
      .text("ce_partitionkey", "user-018f0000-0000-7000-8000-0000000a11ce")
      .text("position", "42")
      .text("prevposition", "40")
      .text("ce_epoch", "1")
      .text("ce_tenantid", "root")
      .text("ce_streamversion", "1")
      .text("ce_schemaversion", std::to_string(event.version))
      .json();
}

std::string message_of(const events::CatalogueEntry& event, const Described& described) {
  const auto payload = published_schema(event.json_schema);
  return JsonObject()
      .text("name", events::cloud_event_type(event.type, event.version))
      .text("title", event.type)
      .text("summary", event.about.empty() ? event.type : event.about)
      .text("contentType", "application/json")
      .raw("headers", reference("schemas", "EventHeaders"))
      .raw("payload", payload)
      .raw(
          "bindings",
          R"({"kafka":{"key":{"type":"string","description":"the stream's id"},"bindingVersion":"0.5.0"}})")
      .raw("examples", JsonArray()
                           .raw(JsonObject()
                                    .text("name", upper_words(event.type))
                                    .raw("headers", header_example(event, described))
                                    .raw("payload", example_json(payload))
                                    .json())
                           .json())
      .json();
}

std::string channel_references(std::span<const events::CatalogueEntry> events,
                               std::string_view where) {
  JsonArray all;
  for (const auto& event : events) {
    std::string place(where);
    place += upper_words(event.type);
    all.raw(JsonObject().text("$ref", place).json());
  }
  return all.json();
}

}  // namespace

std::string published_schema(const std::string& schema) {
  auto document = parse_json(schema);
  if (!document || !document->IsObject() || !document->HasMember("properties")) return schema;
  auto& properties = (*document)["properties"];
  for (auto one = properties.MemberBegin(); one != properties.MemberEnd();) {
    if (is_secret(one->value))
      one = properties.EraseMember(one);
    else
      ++one;
  }
  return to_text(*document);
}

std::string asyncapi_json(std::span<const events::CatalogueEntry> events,
                          const Described& described) {
  JsonObject messages;
  JsonObject listed;
  for (const auto& event : events) {
    messages.raw(upper_words(event.type), message_of(event, described));
    listed.raw(upper_words(event.type), reference("messages", upper_words(event.type)));
  }
  const auto channel =
      JsonObject()
          .text("address", described.topic)
          .text("description", "Keyed by stream; 12 partitions.")
          .raw("servers", R"([{"$ref":"#/servers/kafka"}])")
          .raw("messages", listed.json())
          .raw("bindings", R"({"kafka":{"partitions":12,"bindingVersion":"0.5.0"}})")
          .json();
  const auto operation =
      JsonObject()
          .text("action", "send")
          .text("summary", "The relay publishes what was committed.")
          .raw("channel", R"({"$ref":"#/channels/events"})")
          .raw("messages", channel_references(events, "#/channels/events/messages/"))
          .json();
  return JsonObject()
      .text("asyncapi", "3.0.0")
      .raw("info", JsonObject()
                       .text("title", "authledger events")
                       .text("version", AUTHLEDGER_VERSION)
                       .text("description", kAbout)
                       .raw("license", R"({"name":"Apache-2.0"})")
                       .json())
      .text("defaultContentType", "application/json")
      .raw(
          "servers",
          R"({"kafka":{"host":"127.0.0.1:9092","protocol":"kafka","description":"the setting kafka.brokers"}})")
      .raw("channels", JsonObject().raw("events", channel).json())
      .raw("operations", JsonObject().raw("publishEvents", operation).json())
      .raw("components",
           JsonObject()
               .raw("messages", messages.json())
               .raw("schemas", JsonObject().raw("EventHeaders", headers_schema()).json())
               .json())
      .json();
}

}  // namespace authledger::infra
