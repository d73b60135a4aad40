// The tables of docs/events.md.
#include "infra/describe/asyncapi.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

// What a member is beside a text, a number or a boolean.
std::string mark_of(const JsonValue& schema) {
  if (!schema.IsObject()) return {};
  if (const auto any = schema.FindMember("anyOf"); any != schema.MemberEnd())
    return "?" + mark_of(any->value[0]);
  const auto properties = schema.FindMember("properties");
  if (properties == schema.MemberEnd()) return {};
  if (properties->value.HasMember("personal")) return " *personal*";
  return properties->value.HasMember("secret") ? " *secret*" : "";
}

std::string members_of(const std::string& schema) {
  const auto document = parse_json(schema);
  std::string text;
  if (!document || !document->HasMember("properties")) return text;
  for (const auto& one : (*document)["properties"].GetObject()) {
    if (!text.empty()) text += ", ";
    text += "`" + std::string(as_view(one.name)) + "`" + mark_of(one.value);
  }
  return text;
}

}  // namespace

std::string events_markdown(std::span<const events::CatalogueEntry> events) {
  std::string text;
  std::string_view kind;
  for (const auto& event : events) {
    const auto dot = event.type.find('.');
    if (event.type.substr(0, dot) != kind) {
      kind = event.type.substr(0, dot);
      text += (text.empty() ? "" : "\n");
      text += "**" + std::string(kind) + "**\n\n| type | version | members | meaning |\n";
      text += "| --- | --- | --- | --- |\n";
    }
    text += "| `" + std::string(event.type) + "` | " + std::to_string(event.version) + " | " +
            members_of(event.json_schema) + " | " + std::string(event.about) + " |\n";
  }
  return text;
}

}  // namespace authledger::infra
