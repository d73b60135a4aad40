#include "infra/jwt/strict_json.h"

namespace authledger::infra {
namespace {

constexpr rapidjson::SizeType kMaxMembers = 64;

}  // namespace

bool parse_strict_object(std::string_view json, JsonDocument& document) {
  auto parsed = parse_json(json);
  if (!parsed || !parsed->IsObject() || parsed->MemberCount() > kMaxMembers) return false;
  document = std::move(*parsed);
  return true;
}

std::optional<std::string> string_member(const JsonDocument& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return std::nullopt;
  return std::string(found->value.GetString(), found->value.GetStringLength());
}

std::optional<std::int64_t> integer_member(const JsonDocument& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsInt64()) return std::nullopt;
  return found->value.GetInt64();
}

}  // namespace authledger::infra
