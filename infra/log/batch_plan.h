// Decides what an append of many items does, in memory: the one place for the rules of
// command::EventLog::append, shared by PostgreSQL and SQLite. The store locks the head, loads the
// LogState that needs() names, calls decide() and writes what the plan says, in one transaction.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "command/ports/event_log.h"
#include "infra/log/hash_chain.h"

namespace authledger::infra {

struct ClaimOrder {
  bool operator()(const command::Claim& a, const command::Claim& b) const;
};
using ClaimOwners = std::map<command::Claim, std::string, ClaimOrder>;
using StreamVersions = std::unordered_map<std::string, StreamVersion>;
using AttachmentKey = std::pair<std::string, std::string>;  // kind, id
using AttachmentChanges = std::map<AttachmentKey, const command::AttachmentChange*>;
using RememberedByKey = std::unordered_map<std::string, command::Remembered>;

// What a batch has to know before it can be decided; no entry twice.
struct BatchNeeds {
  std::vector<std::string> streams;
  std::vector<command::Claim> claims;
  std::vector<std::string> key_hashes;
};

// The state under the head lock. What is absent does not exist.
struct LogState {
  Position position = 0;
  std::string hash;  // of the event at `position`
  StreamVersions streams;
  ClaimOwners claims;
  RememberedByKey remembered;  // expired ones too
};

// Not thread-safe. Points into the items: they must outlive the plan and stay where they are.
class BatchPlan {
 public:
  // Refuses items whose texts no store can keep (NUL, invalid UTF-8) with request.invalid_input.
  explicit BatchPlan(std::span<command::AppendItem> items);

  const BatchNeeds& needs() const { return needs_; }

  // Fills positions, stream versions and remember->position of the accepted items in. An answer
  // that expires at `now` or before does not count. REQUIRES: called once.
  void decide(LogState state, Timestamp now, HashChain& chain);

  // ---- what to write, after decide()
  bool writes_nothing() const;
  const std::vector<const events::StoredEvent*>& events() const { return events_; }
  const std::vector<std::string>& hashes() const { return hashes_; }  // one per event
  const StreamVersions& streams() const { return streams_; }          // new versions
  const std::vector<command::Claim>& released() const { return released_; }
  const ClaimOwners& taken() const { return taken_; }  // new, or with another owner than before
  const std::vector<const command::Entry*>& added_entries() const { return added_entries_; }
  const std::vector<const command::Entry*>& removed_entries() const { return removed_entries_; }
  const std::unordered_map<std::string, const command::Remembered*>& remembered() const {
    return remembered_;
  }
  const std::vector<const WrappedKey*>& new_keys() const { return new_keys_; }
  const AttachmentChanges& put_attachments() const { return put_; }
  const std::map<AttachmentKey, Timestamp>& postponed_attachments() const { return postponed_; }
  const std::vector<AttachmentKey>& removed_attachments() const { return removed_; }
  Position head_before() const { return head_before_; }
  Position head() const { return state_.position; }
  const std::string& head_hash() const { return state_.hash; }

  // One per item, valid once the transaction has committed.
  std::vector<command::AppendOutcome> take_outcomes() { return std::move(outcomes_); }

 private:
  command::AppendOutcome decide_item(command::AppendItem& item, Timestamp now);
  std::optional<command::AppendOutcome> check_versions(const command::AppendItem& item) const;
  std::optional<command::AppendOutcome> apply_claims(const command::AppendItem& item);
  command::Appended accept(command::AppendItem& item, HashChain& chain);
  void collect_claim_changes(const ClaimOwners& before);
  void collect_attachments(const command::AppendItem& item);

  std::span<command::AppendItem> items_;
  BatchNeeds needs_;
  LogState state_;
  Position head_before_ = 0;
  std::vector<command::AppendOutcome> outcomes_;
  std::vector<const events::StoredEvent*> events_;
  std::vector<std::string> hashes_;
  StreamVersions streams_;
  std::vector<command::Claim> released_;
  ClaimOwners taken_;
  std::map<command::Entry, bool> entries_;  // true: is there in the end
  std::vector<const command::Entry*> added_entries_;
  std::vector<const command::Entry*> removed_entries_;
  std::unordered_map<std::string, const command::Remembered*> remembered_;
  std::vector<const WrappedKey*> new_keys_;
  AttachmentChanges put_;
  std::map<AttachmentKey, Timestamp> postponed_;  // the put ones among them too
  std::vector<AttachmentKey> removed_;
};

// All items get the same error.
std::vector<command::AppendOutcome> all_failed(std::size_t count, const Error& error);

// log.unavailable with retry_after_s.
Error log_unavailable();

}  // namespace authledger::infra
