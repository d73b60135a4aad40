#include "infra/argon2/common_passwords.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kText =
#include "infra/argon2/common_passwords.txt"
    ;

}  // namespace

std::string_view common_passwords_text() { return kText; }

}  // namespace authledger::infra
