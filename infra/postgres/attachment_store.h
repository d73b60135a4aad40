// Attachments on PostgreSQL. Takers of leases skip rows that another one is about to take.
#pragma once

#include "infra/log/stores.h"
#include "infra/postgres/pool.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: a migrated schema; `pool` outlives it.
class PostgresAttachmentStore final : public AttachmentStore {
 public:
  explicit PostgresAttachmentStore(PgPool& pool) : pool_(pool) {}
  Result<std::optional<std::string>> get(const std::string& kind, const std::string& id) override;
  Status put(const std::string& kind, const std::string& id, const std::string& bytes) override;
  Status remove(const std::string& kind, const std::string& id) override;
  Result<std::vector<DueAttachment>> take_due(const std::string& kind, Timestamp now,
                                              Timestamp until, int limit) override;
  Status give_back(const std::string& kind, const std::string& id, Timestamp until,
                   Timestamp due_at) override;
  Status settle(const std::string& kind, const std::string& id, Timestamp until) override;
  Result<std::optional<Timestamp>> next_due(const std::string& kind) override;
  Result<QueueLength> queue_length(const std::string& kind) override;
  Result<std::vector<DueAttachment>> last(const std::string& kind, int count) override;
  Status keep_last(const std::string& kind, int count) override;

 private:
  PgPool& pool_;
};

}  // namespace authledger::infra
