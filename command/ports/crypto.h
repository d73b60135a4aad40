// What the command side needs of cryptography.
#pragma once

#include <string>
#include <string_view>

#include "shared/result.h"

namespace authledger::command {

// Argon2id on a bounded pool. Thread-safe. Errors of all: password.hash_pool_is_full at once.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  // An error while any work would be refused: asked before anything is looked up for it.
  virtual Status has_room() const = 0;
  virtual Result<std::string> hash(const std::string& password) = 0;  // PHC format
  virtual Result<bool> verify(const std::string& phc, const std::string& password) = 0;
  virtual Status verify_nobody(
      const std::string& password) = 0;  // the work of verify() for an unknown user
  virtual bool needs_rehash(const std::string& phc) const = 0;
  // Errors: password.password_is_too_weak, request.invalid_input.
  virtual Status check_policy(const std::string& password, const std::string& email,
                              const std::string& username) const = 0;
};

// Keyed hashes and sealing with keys of the ring. Thread-safe.
class Vault {
 public:
  virtual ~Vault() = default;
  virtual std::string keyed_hash(std::string_view purpose,
                                 std::string_view value) const = 0;  // 64 hex digits
  virtual std::string seal_answer(std::string_view plain) const = 0;
  virtual Result<std::string> open_answer(std::string_view sealed) const = 0;
  // Bytes. `context` is needed again to open, so that what was moved to another row opens nothing.
  virtual std::string seal(std::string_view plain, std::string_view context) const = 0;
  virtual Result<std::string> open(std::string_view sealed, std::string_view context) const = 0;
};

}  // namespace authledger::command
