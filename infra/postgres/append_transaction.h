// One append on PostgreSQL: lock the head, load, decide, write, commit. Four round trips.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "infra/log/batch_plan.h"
#include "infra/postgres/connection.h"

namespace authledger::infra {

// Where an append stands: for tests that hold or break it at the worst moment.
enum class AppendStage { kHeadLocked, kBeforeCommit, kCommitted };
using AppendHook = std::function<void(AppendStage)>;

struct PgAppendSettings {
  std::int64_t partition_size = 10'000'000;  // positions per partition of events
  AppendHook hook{};                         // empty: none
};

// Not thread-safe; lives on one session.
class PgAppendTransaction {
 public:
  // `partitions_end`: known end of the partitions, moved when some are made.
  PgAppendTransaction(PgConnection& session, const PgAppendSettings& settings,
                      std::int64_t& partitions_end)
      : session_(session), settings_(settings), partitions_end_(partitions_end) {}

  // Everything up to the commit. Throws libpqxx's exceptions: nothing was written then.
  void prepare(BatchPlan& plan, Timestamp now, HashChain& chain);

  // When it throws, the outcome is open.
  void commit();

 private:
  LogState lock_and_load(const BatchNeeds& needs);
  void make_partitions(Position head);
  void write(const BatchPlan& plan);
  void reached(AppendStage stage) const {
    if (settings_.hook) settings_.hook(stage);
  }

  PgConnection& session_;
  const PgAppendSettings& settings_;
  std::int64_t& partitions_end_;
};

enum class CommitFate { kCommitted, kRolledBack, kUnknown };

// What became of a plan whose commit was not answered. Waits behind the head lock until the lost
// session has ended, then looks for the plan's first event or its first key; kUnknown when it has
// neither. Throws libpqxx's exceptions when it cannot ask.
CommitFate find_fate(PgConnection& session, const BatchPlan& plan);

}  // namespace authledger::infra
