// Cryptography for specs: nothing is safe, everything is deterministic, and plain texts stand
// nowhere in what comes out.
#pragma once

#include <atomic>
#include <string>

#include "command/ports/crypto.h"
#include "shared/time.h"
#include "tests/spec/support/memory_log.h"
#include "tests/support/sealers.h"

namespace authledger::test {

std::string digest_hex(std::string_view text);  // 64 hex digits

class TestVault final : public command::Vault {
 public:
  std::string keyed_hash(std::string_view purpose, std::string_view value) const override {
    return digest_hex(std::string(purpose) + "\n" + std::string(value));
  }
  std::string seal_answer(std::string_view plain) const override { return sealer_.seal(plain); }
  Result<std::string> open_answer(std::string_view sealed) const override;
  std::string seal(std::string_view plain, std::string_view context) const override {
    return HexSealer(std::string(context)).seal(plain);
  }
  Result<std::string> open(std::string_view sealed, std::string_view context) const override;

 private:
  HexSealer sealer_{"answer"};
};

// Keys are made anew at each create(); only a stored one is found again.
class TestSubjectKeys final : public SubjectKeys {
 public:
  explicit TestSubjectKeys(StoredKeys& stored) : stored_(stored) {}
  std::pair<std::shared_ptr<const Sealer>, WrappedKey> create(const std::string& subject) override;
  Result<std::shared_ptr<const Sealer>> find(const std::string& subject) override;

 private:
  StoredKeys& stored_;
  std::atomic<int> made_{0};
};

// `generation` is the settings in force: a hash of an older one needs a re-hash.
class TestHasher final : public command::PasswordHasher {
 public:
  Status has_room() const override { return full ? Status(fail(errors::kHashPoolFull)) : Status(); }
  Result<std::string> hash(const std::string& password) override;
  Result<bool> verify(const std::string& phc, const std::string& password) override;
  Status verify_nobody(const std::string& password) override;
  bool needs_rehash(const std::string& phc) const override;
  Status check_policy(const std::string& password, const std::string& email,
                      const std::string& username) const override;

  std::atomic<bool> full{false};
  std::atomic<int> generation{1};
  std::atomic<int> hashed{0};
  std::atomic<int> verified{0};
  std::atomic<int> nobodies{0};
};

class TestRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;

 private:
  std::atomic<std::uint64_t> next_{1};
};

class TestClock final : public Clock {
 public:
  explicit TestClock(Timestamp now) : ms_(now.ms) {}
  Timestamp now() const override { return Timestamp{ms_.load()}; }
  void advance_s(std::int64_t seconds) { ms_ += seconds * 1000; }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace authledger::test
