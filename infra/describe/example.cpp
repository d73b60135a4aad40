#include "infra/describe/example.h"

#include "infra/describe/json_text.h"

namespace authledger::infra {
namespace {

struct NamedExample {
  std::string_view name;
  std::string_view value;
};
// Texts that say nothing of themselves but their name.
constexpr NamedExample kByName[] = {
    {"email", "ada@example.com"},
    {"password", "********"},
    {"fullname", "Ada Lovelace"},
    {"avatar", "https://example.com/ada.png"},
    {"roleId", "user"},
    {"username", "ada"},
    {"mobile", "+441234567890"},
    {"preferredLanguage", "en"},
    {"bio", "Wrote the first program."},
    {"tenantId", "root"},
    {"accessToken", "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.c2lnbmF0dXJl"},
};

const JsonValue* member(const JsonValue& object, const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string text_example(const JsonValue& schema, std::string_view name) {
  const auto* format = member(schema, "format");
  const std::string_view kind = format != nullptr ? as_view(*format) : std::string_view();
  if (kind == "uuid") return "018f0000-0000-7000-8000-0000000a11ce";
  if (kind == "date-time") return "2026-01-02T03:04:05.678Z";
  for (const auto& one : kByName) {
    if (one.name == name) return std::string(one.value);
  }
  if (name == "personal" || name == "secret") return "c2VhbGVkIGJ5IHRoZSBzdWJqZWN0J3Mga2V5";
  std::string text = name.empty() ? "text" : std::string(name);
  const auto* least = member(schema, "minLength");
  while (least != nullptr && least->IsInt() && static_cast<int>(text.size()) < least->GetInt())
    text += 'x';
  return text;
}

std::string example_of(const JsonValue& schema, std::string_view name);

std::string object_example(const JsonValue& schema) {
  JsonObject object;
  if (const auto* properties = member(schema, "properties")) {
    for (const auto& one : properties->GetObject())
      object.raw(as_view(one.name), example_of(one.value, as_view(one.name)));
  }
  return object.json();
}

std::string example_of(const JsonValue& schema, std::string_view name) {
  if (!schema.IsObject()) return "null";
  for (const char* key : {"examples", "enum"}) {
    if (const auto* listed = member(schema, key); listed != nullptr && !listed->Empty())
      return to_text((*listed)[0]);
  }
  if (const auto* fixed = member(schema, "const")) return to_text(*fixed);
  const auto* type = member(schema, "type");
  if (type == nullptr) {
    const auto* any = member(schema, "anyOf");
    return any != nullptr ? example_of((*any)[0], name) : "{}";
  }
  const auto kind = as_view(type->IsArray() ? (*type)[0] : *type);
  if (kind == "object") return object_example(schema);
  if (kind == "array") {
    const auto* items = member(schema, "items");
    return items != nullptr ? "[" + example_of(*items, name) + "]" : "[]";
  }
  if (kind == "boolean") return "true";
  if (kind == "integer" || kind == "number") {
    const auto* least = member(schema, "minimum");
    return least != nullptr ? to_text(*least) : "1";
  }
  return kind == "null" ? "null" : json_quote(text_example(schema, name));
}

}  // namespace

std::string example_json(std::string_view schema) {
  const auto parsed = parse_json(schema);
  return parsed ? example_of(*parsed, {}) : "null";
}

}  // namespace authledger::infra
