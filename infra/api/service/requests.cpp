// What the bodies must be beyond their single fields.
#include "infra/api/service/requests.h"

#include "infra/api/service/verification_requests.h"

namespace authledger::infra {
namespace {

bool has(const JsonValue& body, const char* name) {
  const auto member = body.FindMember(name);
  return member != body.MemberEnd() && !member->value.IsNull();
}

}  // namespace

void RegisterBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "password", {text_member(body, "email"), text_member(body, "username")},
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
  if (text_member(body, name).empty() && !is_wrong(errors, name))
    errors.push_back({"username", "is required"});
}

void CompleteBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of_each<CompleteBody>(body, errors);
}

void CompleteSecondFactorBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of_each<CompleteSecondFactorBody>(body, errors);
}

void CompleteResetBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of_each<CompleteResetBody>(body, errors);
  add_password_error(body, "password", {text_member(body, "email"), {}}, errors);
}

}  // namespace authledger::infra
