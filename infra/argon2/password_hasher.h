// Argon2id through the reference library (engine.h), on the calling thread. Costs 10 to 20 ms of
// CPU and 19 MiB with the default parameters: request handlers go through HashPool, which bounds
// both.
#pragma once

#include <string>
#include <string_view>

#include "infra/argon2/phc.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

// Thread-safe. Each thread keeps one arena of memory from its first hash to its end, of at most
// `parameters.memory_kib`; a stored hash that needs more gets memory of its own for that one call.
//
// Passwords are NFKC-normalised. Where that changes a password, verify also tries it as it was
// typed: imported hashes may come from systems that don't normalise.
class PasswordHasher {
 public:
  // REQUIRES: are_allowed(parameters). `random` must outlive it.
  PasswordHasher(HashParameters parameters, Random& random);

  // PHC text: 16 bytes of salt, 32 of tag. Errors: request.invalid_input (not UTF-8, or longer than
  // 4,096 bytes), request.internal_error (no memory).
  Result<std::string> hash(std::string_view password) const;

  // Argon2id, i, d and bcrypt. A password that hash() would refuse is simply wrong. Errors:
  // password.hash_not_supported, request.internal_error (no memory).
  Result<bool> verify(std::string_view stored, std::string_view password) const;

  // The work of verifying against a hash with the current parameters, for users that don't exist.
  // Always false unless it fails.
  Result<bool> verify_dummy(std::string_view password) const;

  // Not Argon2id with the current parameters and sizes: hash again at the next log-in.
  bool needs_rehash(std::string_view stored) const;

 private:
  HashParameters parameters_;
  Random& random_;
  std::string dummy_;  // PHC text that no password matches
};

}  // namespace authledger::infra
