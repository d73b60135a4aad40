#include "infra/argon2/password_hasher.h"

#include <crypt.h>
#include <openssl/crypto.h>

#include <memory>

#include "infra/argon2/arena.h"
#include "infra/argon2/engine.h"
#include "infra/crypto/digest.h"
#include "shared/errors.h"
#include "shared/password_text.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

argon2_type library_type(Argon2Kind kind) {
  switch (kind) {
    case Argon2Kind::kD:
      return Argon2_d;
    case Argon2Kind::kI:
      return Argon2_i;
    case Argon2Kind::kId:
      return Argon2_id;
  }
  return Argon2_id;
}

std::uint8_t* raw(std::string_view text) {  // the library never writes to its inputs
  return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

// The tag that `wanted` would have with this password, as long as wanted.tag.
Result<std::string> compute(const Argon2Hash& wanted, std::string_view password) {
  std::string tag(wanted.tag.size(), '\0');
  argon2_context context{};
  context.out = raw(tag);
  context.outlen = static_cast<std::uint32_t>(tag.size());
  context.pwd = raw(password);
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = raw(wanted.salt);
  context.saltlen = static_cast<std::uint32_t>(wanted.salt.size());
  context.t_cost = wanted.parameters.iterations;
  context.m_cost = wanted.parameters.memory_kib;
  context.lanes = wanted.parameters.parallelism;
  context.threads = 1;  // the pool decides how many threads work; the tag does not depend on it
  context.version = wanted.version;
  context.allocate_cbk = allocate_argon2_memory;
  context.free_cbk = free_argon2_memory;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const int outcome = argon2_engine().compute(&context, library_type(wanted.kind));
  if (outcome != ARGON2_OK) return fail(errors::kInternal, argon2_error_message(outcome));
  return tag;
}

Result<bool> verify_argon2(const Argon2Hash& stored, std::string_view password) {
  AUTHLEDGER_TRY(tag, compute(stored, password));
  return constant_time_equal(tag, stored.tag);
}

Result<bool> verify_bcrypt(const std::string& stored, std::string_view password) {
  thread_local const auto scratch = std::make_unique<crypt_data>();
  std::string terminated(password);
  const WipeAtEnd wipe(terminated);
  // bcrypt ends at a NUL: without this, "abc\0anything" would match "abc".
  const bool has_nul = terminated.find('\0') != std::string::npos;
  const char* const made = crypt_r(terminated.c_str(), stored.c_str(), scratch.get());
  const bool same = made != nullptr && constant_time_equal(made, stored);
  OPENSSL_cleanse(scratch.get(), sizeof(crypt_data));
  return same && !has_nul;
}

}  // namespace

PasswordHasher::PasswordHasher(HashParameters parameters, Random& random)
    : parameters_(parameters), random_(random) {
  // A random tag takes no work to make, all the work to verify, and no password has it.
  dummy_ = print_argon2({Argon2Kind::kId, ARGON2_VERSION_13, parameters_, random_.bytes(kSaltBytes),
                         random_.bytes(kHashBytes)});
}

Result<std::string> PasswordHasher::hash(std::string_view password) const {
  auto normal = nfkc(password);
  if (!normal) return fail(errors::kInvalidInput, "The password is too long or not UTF-8.");
  const WipeAtEnd wipe(*normal);
  keep_argon2_memory(std::size_t{parameters_.memory_kib} * 1024);
  Argon2Hash made{Argon2Kind::kId, ARGON2_VERSION_13, parameters_, random_.bytes(kSaltBytes),
                  std::string(kHashBytes, '\0')};
  AUTHLEDGER_TRY(tag, compute(made, *normal));
  made.tag = std::move(tag);
  return print_argon2(made);
}

Result<bool> PasswordHasher::verify(std::string_view stored, std::string_view password) const {
  const auto argon2 = parse_argon2(stored);
  if (!argon2 && !is_bcrypt(stored)) return fail(errors::kHashNotSupported);
  keep_argon2_memory(std::size_t{parameters_.memory_kib} * 1024);
  const std::string bcrypt(argon2 ? "" : stored);
  const auto matches = [&](std::string_view text) {
    return argon2 ? verify_argon2(*argon2, text) : verify_bcrypt(bcrypt, text);
  };
  auto normal = nfkc(password);
  if (!normal) {  // the same work and answer as for any wrong password
    AUTHLEDGER_CHECK(matches(password.substr(0, kMaxPasswordBytes)));
    return false;
  }
  const WipeAtEnd wipe(*normal);
  AUTHLEDGER_TRY(same, matches(*normal));
  if (same || *normal == password) return same;
  return matches(password);
}

Result<bool> PasswordHasher::verify_dummy(std::string_view password) const {
  AUTHLEDGER_CHECK(verify(dummy_, password));
  return false;
}

bool PasswordHasher::needs_rehash(std::string_view stored) const {
  const auto hash = parse_argon2(stored);
  return !hash || hash->kind != Argon2Kind::kId || hash->version != ARGON2_VERSION_13 ||
         hash->parameters != parameters_ || hash->salt.size() < kSaltBytes ||
         hash->tag.size() < kHashBytes;
}

}  // namespace authledger::infra
