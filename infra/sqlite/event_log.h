// The event log in a SQLite file, for the embedded profile.
#pragma once

#include <functional>

#include "command/ports/event_log.h"
#include "infra/log/batch_plan.h"
#include "infra/log/maintenance.h"
#include "infra/sqlite/store.h"
#include "shared/time.h"

namespace authledger::infra {

// Thread-safe. Appends take the file's write lock first, so other processes may append as well.
// REQUIRES: `store` and `clock` outlive it.
class SqliteEventLog : public command::EventLog, public LogMaintenance {
 public:
  // `before_commit`: for tests that hold an append at its worst moment; empty: none.
  SqliteEventLog(SqliteStore& store, const Clock& clock, std::function<void()> before_commit = {})
      : store_(store), clock_(clock), before_commit_(std::move(before_commit)) {}

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

  Status append_locked(sqlite::Connection& connection, BatchPlan& plan);

  SqliteStore& store_;
  const Clock& clock_;
  const std::function<void()> before_commit_;
  HashChain chain_;  // used by the writer only
};

}  // namespace authledger::infra
