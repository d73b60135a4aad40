#include "infra/api/manage/requests.h"

#include <algorithm>

#include "infra/argon2/password_policy.h"

namespace authledger::infra {
namespace {

bool is_wrong(const std::vector<FieldError>& errors, std::string_view field) {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const FieldError& one) { return one.field == field; });
}

std::string_view text_of(const JsonValue& body, const char* name) {
  const auto member = body.FindMember(name);
  if (member == body.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

void require_one(const JsonValue& body, const OneOf& group, std::vector<FieldError>& errors) {
  const bool given = std::any_of(group.names.begin(), group.names.end(), [&](const auto& one) {
    const std::string name(one);
    return !name.empty() && (!text_of(body, name.c_str()).empty() || is_wrong(errors, name));
  });
  if (!given) errors.push_back({std::string(group.names[0]), "is required"});
}

}  // namespace

void SignUpBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  if (!is_wrong(errors, "password")) {
    const auto allowed =
        check_new_password(text_of(body, "password"), {text_of(body, "email"), {}});
    if (!allowed) errors.push_back({"password", "is refused: " + allowed.error().detail});
  }
  if (!is_wrong(errors, "confirmPassword") &&
      text_of(body, "password") != text_of(body, "confirmPassword")) {
    errors.push_back({"confirmPassword", "is not the password"});
  }
}

void UpdateAppBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one(body, kOneOf[0], errors);
}

void AddMemberBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one(body, kOneOf[0], errors);
}

}  // namespace authledger::infra
