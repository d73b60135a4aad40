// What the bodies must be beyond their single fields.
#include "infra/api/service/requests.h"

#include <algorithm>

#include "infra/api/service/verification_requests.h"
#include "infra/argon2/password_policy.h"

namespace authledger::infra {
namespace {

// Empty if the member is absent or no text; its type is judged by the fields.
std::string_view text_of(const JsonValue& body, const char* name) {
  const auto member = body.FindMember(name);
  if (member == body.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

bool has(const JsonValue& body, const char* name) {
  const auto member = body.FindMember(name);
  return member != body.MemberEnd() && !member->value.IsNull();
}

bool is_wrong(const std::vector<FieldError>& errors, std::string_view field) {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const FieldError& one) { return one.field == field; });
}

void check_password(const JsonValue& body, const char* name, const PasswordOwner& owner,
                    std::vector<FieldError>& errors) {
  if (is_wrong(errors, name)) return;
  const auto allowed = check_new_password(text_of(body, name), owner);
  if (!allowed) errors.push_back({name, "is refused: " + allowed.error().detail});
}

// Of each group of Body::kOneOf; the first name stands for all of them in the message.
template <class Body>
void require_one_of(const JsonValue& body, std::vector<FieldError>& errors) {
  for (const OneOf& group : Body::kOneOf) {
    const bool given = std::any_of(group.names.begin(), group.names.end(), [&](const auto& one) {
      const std::string name(one);
      return !name.empty() && (!text_of(body, name.c_str()).empty() || is_wrong(errors, name));
    });
    if (!given) errors.push_back({std::string(group.names[0]), "is required"});
  }
}

}  // namespace

void RegisterBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  check_password(body, "password", {text_of(body, "email"), text_of(body, "username")}, errors);
}

void ChangePasswordBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  check_password(body, "newPassword", {}, errors);
}

void SetPasswordBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  check_password(body, "password", {}, errors);
}

void LoginBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  const char* name = has(body, "username") ? "username" : "email";
  if (text_of(body, name).empty() && !is_wrong(errors, name))
    errors.push_back({"username", "is required"});
}

void CompleteBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of<CompleteBody>(body, errors);
}

void CompleteSecondFactorBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of<CompleteSecondFactorBody>(body, errors);
}

void CompleteResetBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of<CompleteResetBody>(body, errors);
  check_password(body, "password", {text_of(body, "email"), {}}, errors);
}

}  // namespace authledger::infra
