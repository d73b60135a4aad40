#include "infra/log/batch_plan.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "shared/errors.h"
#include "shared/json.h"
#include "shared/validation.h"

namespace authledger::infra {

using command::AppendItem;
using command::AppendOutcome;
using command::Claim;

namespace {

// PostgreSQL keeps neither NUL nor invalid UTF-8 in a text, so SQLite does not either.
bool storable(std::string_view text) {
  return text.find('\0') == std::string_view::npos && is_utf8(text);
}

bool storable(const events::StoredEvent& event) {
  return storable(event.event_id) && storable(event.tenant_id) && storable(event.type) &&
         storable(event.subject) && storable(event.payload) && storable(event.meta);
}

bool storable(const AppendItem& item) {
  for (const auto& write : item.writes) {
    if (!storable(write.stream_id)) return false;
    for (const auto& event : write.events) {
      if (!storable(event)) return false;
    }
  }
  for (const auto& change : item.claims) {
    const auto& claim = change.claim;
    if (!storable(claim.tenant_id) || !storable(claim.kind) || !storable(claim.key) ||
        !storable(change.owner)) {
      return false;
    }
  }
  for (const auto& change : item.entries) {
    const auto& entry = change.entry;
    if (!storable(entry.tenant_id) || !storable(entry.kind) || !storable(entry.key) ||
        !storable(entry.stream_id)) {
      return false;
    }
  }
  for (const auto& key : item.new_keys) {
    if (!storable(key.subject)) return false;
  }
  for (const auto& change : item.attachments) {
    if (!storable(change.kind) || !storable(change.id)) return false;
  }
  return !item.remember ||
         (storable(item.remember->key_hash) && storable(item.remember->request_hash) &&
          storable(item.remember->answer));
}

bool refused(const AppendOutcome& outcome) { return std::holds_alternative<Error>(outcome); }

BatchNeeds collect_needs(std::span<const AppendItem> items,
                         const std::vector<AppendOutcome>& outcomes) {
  std::unordered_set<std::string> streams;
  std::unordered_set<std::string> keys;
  std::set<Claim, ClaimOrder> claims;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (refused(outcomes[i])) continue;
    for (const auto& write : items[i].writes) streams.insert(write.stream_id);
    for (const auto& change : items[i].claims) claims.insert(change.claim);
    if (items[i].remember) keys.insert(items[i].remember->key_hash);
  }
  return {
      {streams.begin(), streams.end()}, {claims.begin(), claims.end()}, {keys.begin(), keys.end()}};
}

}  // namespace

bool ClaimOrder::operator()(const Claim& a, const Claim& b) const {
  return std::tie(a.key, a.kind, a.tenant_id) < std::tie(b.key, b.kind, b.tenant_id);
}

BatchPlan::BatchPlan(std::span<AppendItem> items) : items_(items), outcomes_(items.size()) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!storable(items[i])) outcomes_[i] = invalid_input("text", "must be UTF-8 without NUL");
  }
  needs_ = collect_needs(items_, outcomes_);
}

void BatchPlan::decide(LogState state, Timestamp now, HashChain& chain) {
  state_ = std::move(state);
  head_before_ = state_.position;
  const auto claims_before = state_.claims;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (refused(outcomes_[i])) continue;
    outcomes_[i] = decide_item(items_[i], now);
    if (std::holds_alternative<command::Appended>(outcomes_[i])) {
      outcomes_[i] = accept(items_[i], chain);
    }
  }
  collect_claim_changes(claims_before);
  for (const auto& [entry, add] : entries_)
    (add ? added_entries_ : removed_entries_).push_back(&entry);
}

// Appended, still without positions, or why not. Changes state_.claims only when it is Appended.
AppendOutcome BatchPlan::decide_item(AppendItem& item, Timestamp now) {
  if (item.remember) {
    const auto known = state_.remembered.find(item.remember->key_hash);
    if (known != state_.remembered.end() && known->second.expires_at > now) {
      return command::Duplicate{known->second};
    }
  }
  if (auto conflict = check_versions(item)) return *conflict;
  if (auto taken = apply_claims(item)) return *taken;
  return command::Appended{};
}

std::optional<AppendOutcome> BatchPlan::check_versions(const AppendItem& item) const {
  StreamVersions moved;  // by the writes of this item before
  for (const auto& write : item.writes) {
    const auto [entry, fresh] = moved.try_emplace(write.stream_id, 0);
    if (fresh) {
      const auto known = state_.streams.find(write.stream_id);
      if (known != state_.streams.end()) entry->second = known->second;
    }
    if (write.expected_version != command::kAnyVersion && write.expected_version != entry->second) {
      return command::VersionConflict{write.stream_id, entry->second};
    }
    entry->second += static_cast<StreamVersion>(write.events.size());
  }
  return std::nullopt;
}

std::optional<AppendOutcome> BatchPlan::apply_claims(const AppendItem& item) {
  if (item.claims.empty()) return std::nullopt;
  auto& owners = state_.claims;
  std::vector<std::pair<Claim, std::optional<std::string>>> undo;
  for (const auto& change : item.claims) {
    if (change.take) continue;
    const auto held = owners.find(change.claim);
    if (held == owners.end() || held->second != change.owner) continue;
    undo.emplace_back(change.claim, held->second);
    owners.erase(held);
  }
  for (const auto& change : item.claims) {
    if (!change.take) continue;
    const auto [held, fresh] = owners.try_emplace(change.claim, change.owner);
    if (fresh) undo.emplace_back(change.claim, std::nullopt);
    if (held->second == change.owner) continue;
    const command::ClaimTaken taken{change.claim, held->second};
    for (auto step = undo.rbegin(); step != undo.rend(); ++step) {
      if (step->second)
        owners[step->first] = *step->second;
      else
        owners.erase(step->first);
    }
    return taken;
  }
  return std::nullopt;
}

command::Appended BatchPlan::accept(AppendItem& item, HashChain& chain) {
  command::Appended done;
  for (auto& write : item.writes) {
    if (write.events.empty()) continue;
    auto& version = state_.streams[write.stream_id];
    for (auto& event : write.events) {
      event.stream_id = write.stream_id;
      event.position = ++state_.position;
      event.stream_version = ++version;
      state_.hash = chain.next(state_.hash, event);
      events_.push_back(&event);
      hashes_.push_back(state_.hash);
      if (done.first == 0) done.first = event.position;
    }
    streams_[write.stream_id] = version;
  }
  done.last = state_.position;
  for (const auto& change : item.entries) entries_[change.entry] = change.add;
  for (const auto& key : item.new_keys) new_keys_.push_back(&key);
  collect_attachments(item);
  if (item.remember) {
    item.remember->position = done.last;
    state_.remembered[item.remember->key_hash] = *item.remember;
    remembered_[item.remember->key_hash] = &*item.remember;
  }
  return done;
}

// In the order of the batch; what is written at the end is removals, puts, postponements.
void BatchPlan::collect_attachments(const AppendItem& item) {
  using What = command::AttachmentChange::What;
  for (const auto& change : item.attachments) {
    const AttachmentKey key{change.kind, change.id};
    switch (change.what) {
      case What::kPut:
        postponed_.erase(key);
        put_[key] = &change;
        break;
      case What::kPostpone:
        postponed_[key] = change.due_at;
        break;
      case What::kRemove:
        put_.erase(key);
        postponed_.erase(key);
        removed_.push_back(key);
        break;
    }
  }
}

void BatchPlan::collect_claim_changes(const ClaimOwners& before) {
  for (const auto& [claim, owner] : before) {
    if (!state_.claims.contains(claim)) released_.push_back(claim);
  }
  for (const auto& [claim, owner] : state_.claims) {
    const auto old = before.find(claim);
    if (old == before.end() || old->second != owner) taken_.emplace(claim, owner);
  }
}

bool BatchPlan::writes_nothing() const {
  return events_.empty() && released_.empty() && taken_.empty() && entries_.empty() &&
         remembered_.empty() && new_keys_.empty() && put_.empty() && postponed_.empty() &&
         removed_.empty();
}

std::vector<AppendOutcome> all_failed(std::size_t count, const Error& error) {
  return std::vector<AppendOutcome>(count, error);
}

Error log_unavailable() {
  auto down = error(errors::kLogUnavailable);
  down.retry_after_s = 2;
  return down;
}

}  // namespace authledger::infra
