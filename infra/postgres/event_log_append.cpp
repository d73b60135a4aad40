// The write side of PostgresEventLog: retries, lost connections and lost answers.
#include <chrono>
#include <thread>

#include "infra/postgres/event_log.h"
#include "shared/errors.h"

namespace authledger::infra {

using command::AppendItem;

std::vector<command::AppendOutcome> PostgresEventLog::append(std::span<AppendItem> items) {
  if (items.empty()) return {};
  const std::lock_guard lock(append_mutex_);
  return append_batch(items);
}

// A lost session is worth a second try on a new one: nothing was written, or settle() said so.
PostgresEventLog::Outcomes PostgresEventLog::append_batch(std::span<AppendItem> items) {
  constexpr int kTries = 3;
  for (int tries = 0; tries < kTries; ++tries) {
    if (writer_ == nullptr) {
      try {
        writer_ = std::make_unique<PgConnection>(pool_.settings(), PgSession::kAppend);
      } catch (const std::exception&) {
        return all_failed(items.size(), trouble_error(current_trouble()));
      }
    }
    if (auto outcomes = try_append(items)) return std::move(*outcomes);
  }
  return all_failed(items.size(), log_unavailable());
}

// Nothing: the session was lost and the batch is certainly not in the log.
std::optional<PostgresEventLog::Outcomes> PostgresEventLog::try_append(
    std::span<AppendItem> items) {
  BatchPlan plan(items);
  bool committing = false;
  try {
    PgAppendTransaction transaction(*writer_, settings_, partitions_end_);
    transaction.prepare(plan, clock_.now(), chain_);
    committing = !plan.writes_nothing();
    transaction.commit();
    return plan.take_outcomes();
  } catch (const std::exception&) {
    const auto trouble = current_trouble();
    partitions_end_ = 0;  // the ones it made may have been rolled back
    if (trouble != Trouble::kBroken && writer_->roll_back()) return refused(items, trouble);
  }
  writer_.reset();
  return committing ? settle(plan) : std::nullopt;
}

// The server is well and refused the batch. One bad item must not fail its neighbours.
PostgresEventLog::Outcomes PostgresEventLog::refused(std::span<AppendItem> items, Trouble trouble) {
  const bool by_value = trouble == Trouble::kRefused || trouble == Trouble::kUnique;
  if (!by_value || items.size() == 1) return all_failed(items.size(), trouble_error(trouble));
  Outcomes outcomes;
  outcomes.reserve(items.size());
  for (auto& item : items) {
    outcomes.push_back(std::move(append_batch(std::span(&item, 1)).front()));
  }
  return outcomes;
}

// The commit was sent and not answered: asks until the deadline what became of it.
std::optional<PostgresEventLog::Outcomes> PostgresEventLog::settle(BatchPlan& plan) {
  using std::chrono::steady_clock;
  auto asking = pool_.settings();
  asking.lock_timeout_ms = asking.outcome_deadline_ms;
  const auto deadline = steady_clock::now() + std::chrono::milliseconds(asking.outcome_deadline_ms);
  auto fate = CommitFate::kUnknown;
  for (bool asked = false; !asked;) {
    try {
      PgConnection session(asking, PgSession::kAppend);
      fate = find_fate(session, plan);
      asked = true;
    } catch (const std::exception&) {
      if (steady_clock::now() >= deadline) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));  // between two connects
    }
  }
  if (fate == CommitFate::kRolledBack) return std::nullopt;
  auto outcomes = plan.take_outcomes();
  if (fate == CommitFate::kCommitted) return outcomes;
  auto unknown = error(errors::kOutcomeUnknown);
  unknown.retry_after_s = 2;
  return all_failed(outcomes.size(), unknown);
}

}  // namespace authledger::infra
