#include "infra/argon2/password_policy.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "infra/argon2/common_passwords.h"
#include "infra/crypto/digest.h"
#include "shared/errors.h"
#include "shared/password_text.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kMinCharacters = 8;
constexpr std::size_t kMaxCharacters = 128;

tl::unexpected<Error> wrong_form(const char* why) {
  Error refusal = error(errors::kInvalidInput, why);
  refusal.fields.push_back({"password", why});
  return fail(std::move(refusal));
}

std::unordered_set<std::string> read_common_passwords() {
  std::unordered_set<std::string> words;
  std::string_view rest = common_passwords_text();
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (auto word = nfkc_casefold(rest.substr(0, end)); word && !word->empty()) {
      words.insert(std::move(*word));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

bool is_listed(const std::string& folded) {
  static const auto words = read_common_passwords();
  return words.contains(folded);
}

bool is_same(const std::string& folded, std::string_view name) {
  const auto other = nfkc_casefold(name);
  return other && !other->empty() && folded == *other;
}

}  // namespace

Status check_new_password(std::string_view password, const PasswordOwner& owner) {
  if (password.size() > kMaxPasswordBytes) {
    return wrong_form("The password must have 8 to 128 characters.");
  }
  auto normal = nfkc(password);
  if (!normal) return wrong_form("The password must be valid UTF-8.");
  const WipeAtEnd wipe(*normal);
  const std::size_t characters = count_code_points(*normal);
  if (characters < kMinCharacters || characters > kMaxCharacters) {
    return wrong_form("The password must have 8 to 128 characters.");
  }
  auto folded = nfkc_casefold(*normal);
  if (!folded) return wrong_form("The password must be valid UTF-8.");
  const WipeAtEnd wipe_folded(*folded);
  if (is_listed(*folded) || is_same(*folded, owner.email) || is_same(*folded, owner.username)) {
    return fail(errors::kPasswordWeak);
  }
  return {};
}

bool is_common_password(std::string_view password) {
  const auto folded = nfkc_casefold(password);
  return folded && is_listed(*folded);
}

}  // namespace authledger::infra
