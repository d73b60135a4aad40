// Attachments in the SQLite file of the log.
#pragma once

#include "infra/log/stores.h"
#include "infra/sqlite/store.h"

namespace authledger::infra {

// Thread-safe. REQUIRES: `store` outlives it.
class SqliteAttachmentStore final : public AttachmentStore {
 public:
  explicit SqliteAttachmentStore(SqliteStore& store) : store_(store) {}
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
  SqliteStore& store_;
};

}  // namespace authledger::infra
