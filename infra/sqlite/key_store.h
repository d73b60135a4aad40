// Wrapped keys in the SQLite file of the log.
#pragma once

#include "infra/crypto/key_store.h"
#include "infra/sqlite/store.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: `store` outlives it.
class SqliteKeyStore final : public KeyStore {
 public:
  explicit SqliteKeyStore(SqliteStore& store) : store_(store) {}

  Result<std::vector<RingRow>> ring() override;
  Status put_ring_if_absent(RingRow row) override;
  Status replace_ring(const std::vector<RingRow>& rows) override;
  Result<std::optional<std::string>> subject_key(const std::string& subject) override;
  Result<std::vector<WrappedKey>> subject_keys(const std::vector<std::string>& subjects) override;
  Status destroy_subject_key(const std::string& subject) override;
  Result<std::vector<SigningKeyRow>> signing_keys() override;
  Status add_signing_key(const SigningKeyRow& row, std::string_view expected_active_kid) override;

 private:
  SqliteStore& store_;
};

}  // namespace authledger::infra
