#include "infra/api/manage/requests.h"

#include "infra/api/body_rules.h"

namespace authledger::infra {

void SignUpBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "password", {text_member(body, "email"), {}}, errors);
  if (!is_wrong(errors, "confirmPassword") &&
      text_member(body, "password") != text_member(body, "confirmPassword")) {
    errors.push_back({"confirmPassword", "is not the password"});
  }
}

void UpdateAppBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of_each<UpdateAppBody>(body, errors);
}

void AddMemberBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  require_one_of_each<AddMemberBody>(body, errors);
}

}  // namespace authledger::infra
