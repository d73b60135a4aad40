// Wrapped keys on PostgreSQL.
#pragma once

#include "infra/crypto/key_store.h"
#include "infra/postgres/pool.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: a migrated schema; `pool` outlives it.
class PostgresKeyStore final : public KeyStore {
 public:
  explicit PostgresKeyStore(PgPool& pool) : pool_(pool) {}

  Result<std::vector<RingRow>> ring() override;
  Status put_ring_if_absent(RingRow row) override;
  Status replace_ring(const std::vector<RingRow>& rows) override;
  Result<std::optional<std::string>> subject_key(const std::string& subject) override;
  Result<std::vector<WrappedKey>> subject_keys(const std::vector<std::string>& subjects) override;
  Status destroy_subject_key(const std::string& subject) override;
  Result<std::vector<SigningKeyRow>> signing_keys() override;
  Status add_signing_key(const SigningKeyRow& row, std::string_view expected_active_kid) override;

 private:
  PgPool& pool_;
};

}  // namespace authledger::infra
