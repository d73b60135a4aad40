#include "infra/jwt/strict_json.h"

namespace authledger::infra {
namespace {

constexpr rapidjson::SizeType kMaxMembers = 64;

}  // namespace

bool parse_strict_object(std::string_view json, rapidjson::Document& document) {
  document.Parse<kStrictFlags>(json.data(), json.size());
  if (document.HasParseError() || !document.IsObject()) return false;
  if (document.MemberCount() > kMaxMembers) return false;
  for (auto one = document.MemberBegin(); one != document.MemberEnd(); ++one) {
    for (auto other = one + 1; other != document.MemberEnd(); ++other) {
      if (one->name == other->name) return false;
    }
  }
  return true;
}

std::optional<std::string> string_member(const rapidjson::Document& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return std::nullopt;
  return std::string(found->value.GetString(), found->value.GetStringLength());
}

std::optional<std::int64_t> integer_member(const rapidjson::Document& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsInt64()) return std::nullopt;
  return found->value.GetInt64();
}

}  // namespace authledger::infra
