// What the bodies must be beyond their single fields.
#include "infra/api/service/requests.h"

#include <algorithm>

#include "infra/api/service/verification_requests.h"
#include "infra/argon2/password_policy.h"

namespace authledger::infra {
namespace {

bool has(const JsonValue& body, const char* name) {
  const auto member = body.FindMember(name);
  return member != body.MemberEnd() && !member->value.IsNull();
}

bool is_wrong(const std::vector<FieldError>& errors, std::string_view field) {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const FieldError& one) { return one.field == field; });
}

// Of each group of Body::kOneOf; the first name stands for all of them in the message.
template <class Body>
void require_one_of(const JsonValue& body, std::vector<FieldError>& errors) {
  for (const OneOf& group : Body::kOneOf) {
    const bool given = std::any_of(group.names.begin(), group.names.end(), [&](const auto& one) {
      const std::string name(one);
      return !name.empty() && (!body_text(body, name.c_str()).empty() || is_wrong(errors, name));
    });
    if (!given) errors.push_back({std::string(group.names[0]), "is required"});
  }
}

}  // namespace

std::string_view body_text(const JsonValue& body, const char* name) {
  const auto member = body.FindMember(name);
  if (member == body.MemberEnd() || !member->value.IsString()) return {};
  return {member->value.GetString(), member->value.GetStringLength()};
}

void add_password_error(const JsonValue& body, const char* name, const NewPasswordOwner& owner,
                        std::vector<FieldError>& errors) {
  if (is_wrong(errors, name)) return;
  const auto allowed = check_new_password(body_text(body, name), {owner.email, owner.username});
  if (!allowed) errors.push_back({name, "is refused: " + allowed.error().detail});
}

void RegisterBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "password", {body_text(body, "email"), body_text(body, "username")},
                     errors);
}

void ChangePasswordBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "newPassword", {}, errors);
}

void SetPasswordBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "password", {}, errors);
}

void LoginBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  const char* name = has(body, "username") ? "username" : "email";
  if (body_text(body, name).empty() && !is_wrong(errors, name))
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
  add_password_error(body, "password", {body_text(body, "email"), {}}, errors);
}

}  // namespace authledger::infra
