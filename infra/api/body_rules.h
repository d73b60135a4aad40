// What the bodies of every face must be beyond their single fields.
#pragma once

#include <string_view>
#include <vector>

#include "shared/codec.h"
#include "shared/json.h"
#include "shared/result.h"

namespace authledger::infra {

inline constexpr int kPasswordLengthMax =
    1024;  // of the text as sent; the policy counts normalised characters

// Whose name and address a new password may not be; empty: not known.
struct NewPasswordOwner {
  std::string_view email{};
  std::string_view username{};
};

// Adds what is wrong with the new password in this member, unless something is already.
void add_password_error(const JsonValue& body, const char* name, const NewPasswordOwner& owner,
                        std::vector<FieldError>& errors);

// Whether something is wrong with this member already.
bool is_wrong(const std::vector<FieldError>& errors, std::string_view field);

void require_one(const JsonValue& body, const OneOf& group, std::vector<FieldError>& errors);

// Of each group of Body::kOneOf; the first name stands for all of them in the message.
template <class Body>
void require_one_of_each(const JsonValue& body, std::vector<FieldError>& errors) {
  for (const OneOf& group : Body::kOneOf) require_one(body, group, errors);
}

}  // namespace authledger::infra
