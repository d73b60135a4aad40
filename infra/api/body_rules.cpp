#include "infra/api/body_rules.h"

#include <algorithm>

#include "infra/argon2/password_policy.h"

namespace authledger::infra {

void add_password_error(const JsonValue& body, const char* name, const NewPasswordOwner& owner,
                        std::vector<FieldError>& errors) {
  if (is_wrong(errors, name)) return;
  const auto allowed = check_new_password(text_member(body, name), {owner.email, owner.username});
  if (!allowed) errors.push_back({name, "is refused: " + allowed.error().detail});
}

bool is_wrong(const std::vector<FieldError>& errors, std::string_view field) {
  return std::any_of(errors.begin(), errors.end(),
                     [&](const FieldError& one) { return one.field == field; });
}

void require_one(const JsonValue& body, const OneOf& group, std::vector<FieldError>& errors) {
  const bool given = std::any_of(group.names.begin(), group.names.end(), [&](const auto& one) {
    const std::string name(one);
    return !name.empty() && (!text_member(body, name.c_str()).empty() || is_wrong(errors, name));
  });
  if (!given) errors.push_back({std::string(group.names[0]), "is required"});
}

}  // namespace authledger::infra
