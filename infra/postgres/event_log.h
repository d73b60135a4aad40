// The event log on PostgreSQL. Appends take one session of their own, reads come from the pool;
// both reconnect by themselves. While the server is down every call answers log.unavailable within
// connect_timeout_s, at once when the port is closed.
#pragma once

#include <memory>
#include <mutex>

#include "command/ports/event_log.h"
#include "infra/log/maintenance.h"
#include "infra/postgres/append_transaction.h"
#include "infra/postgres/pool.h"
#include "shared/time.h"

namespace authledger::infra {

// Thread-safe; appends of one instance queue behind each other (GroupCommit makes batches of them).
// REQUIRES: a migrated schema; `pool` and `clock` outlive it.
class PostgresEventLog : public command::EventLog, public LogMaintenance {
 public:
  PostgresEventLog(PgPool& pool, const Clock& clock, PgAppendSettings settings = {})
      : pool_(pool), clock_(clock), settings_(std::move(settings)) {}

  Result<events::Head> head() override;
  Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override;
  Result<std::vector<events::StoredEvent>> read_stream(const std::string& stream_id,
                                                       StreamVersion after) override;
  Result<std::vector<events::StoredEvent>> read_newest(const std::string& stream_id,
                                                       int limit) override;

  std::vector<command::AppendOutcome> append(std::span<command::AppendItem> items) override;
  Result<std::optional<std::string>> claim_owner(const command::Claim& claim) override;
  Result<std::vector<command::Entry>> find_entries(const command::EntryQuery& query) override;
  Result<std::optional<command::Remembered>> remembered(const std::string& key_hash) override;

  Result<std::vector<HashedEvent>> read_hashed(Position after, int limit) override;
  Result<HashedHead> hashed_head() override;
  Result<std::vector<StreamRow>> read_by_stream(const StreamCursor& after, Position until,
                                                int limit) override;
  Result<std::vector<StreamVersionPair>> read_stream_versions(const std::string& after,
                                                              int limit) override;
  Result<std::vector<HeldClaim>> read_claims(const command::Claim& after, int limit) override;
  Result<std::vector<command::Entry>> read_entries(const command::Entry& after, int limit) override;
  Result<bool> has_entry(const command::Entry& entry) override;
  Result<std::int64_t> raise_epoch() override;
  Result<std::int64_t> purge_expired_answers(Timestamp now) override;

 private:
  using Outcomes = std::vector<command::AppendOutcome>;

  Outcomes append_batch(std::span<command::AppendItem> items);
  std::optional<Outcomes> try_append(std::span<command::AppendItem> items);
  Outcomes refused(std::span<command::AppendItem> items, Trouble trouble);
  std::optional<Outcomes> settle(BatchPlan& plan);

  PgPool& pool_;
  const Clock& clock_;
  const PgAppendSettings settings_;

  std::mutex append_mutex_;  // guards all below
  std::unique_ptr<PgConnection> writer_;
  HashChain chain_;
  std::int64_t partitions_end_ = 0;  // 0: not known yet
};

}  // namespace authledger::infra
