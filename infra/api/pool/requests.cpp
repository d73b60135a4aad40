// What the bodies must be beyond their single fields.
#include "infra/api/pool/requests.h"

namespace authledger::infra {

void PoolSignUpBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "password", {text_member(body, "email"), text_member(body, "username")},
                     errors);
}

void PoolResetBody::add_errors(const JsonValue& body, std::vector<FieldError>& errors) {
  add_password_error(body, "password", {{}, text_member(body, "username")}, errors);
}

}  // namespace authledger::infra
