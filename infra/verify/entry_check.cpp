#include "infra/verify/entry_check.h"

#include <array>

#include "shared/errors.h"

namespace authledger::infra {

using command::Entry;

namespace {

constexpr int kEntryPage = 5000;
constexpr int kEntryLooks = 20;  // at an entry that comes and goes while it is looked at

// Keys are ids and names: none of them has a line break.
std::string name_of(const Entry& entry) {
  return entry.tenant_id + "\n" + entry.kind + "\n" + entry.stream_id + "\n" + entry.key;
}

Entry entry_of(const std::string& name) {
  std::array<std::string, 3> first;
  std::size_t at = 0;
  for (auto& one : first) {
    const auto end = name.find('\n', at);
    one = name.substr(at, end - at);
    at = end + 1;
  }
  return {first[0], first[1], name.substr(at), first[2]};
}

std::string described(const Entry& entry) {
  return "the " + entry.kind + " entry " + entry.key + " of " + entry.stream_id + " in tenant " +
         entry.tenant_id;
}

}  // namespace

Result<command::Holdings> holdings_of(const VerifyParts& parts, const std::string& stream_id) {
  AUTHLEDGER_TRY(events, parts.log.read_stream(stream_id, 0));
  command::Holdings held;
  for (const auto& event : events) {
    std::shared_ptr<const Sealer> sealer;
    if (!event.subject.empty()) {
      AUTHLEDGER_TRY(found, parts.keys.find(event.subject));
      sealer = std::move(found);
    }
    AUTHLEDGER_CHECK(held.apply(event, sealer.get()));
  }
  return held;
}

Result<std::unique_ptr<EntryCheck>> EntryCheck::make(const VerifyParts& parts, PartReport& report) {
  std::unique_ptr<EntryCheck> check(new EntryCheck(parts, report));
  AUTHLEDGER_TRY(sets, ComparedSets::make());
  check->sets_ = std::move(sets);
  return check;
}

Status EntryCheck::add_stream(const command::Holdings& held) {
  for (const auto& entry : held.entries()) {
    AUTHLEDGER_CHECK(sets_->put(ComparedSets::Side::kExpected, name_of(entry), "held"));
  }
  return {};
}

Status EntryCheck::load() {
  Entry after;
  for (;;) {
    AUTHLEDGER_TRY(page, parts_.maintenance.read_entries(after, kEntryPage));
    if (page.empty()) return {};
    for (const auto& one : page) {
      AUTHLEDGER_CHECK(sets_->put(ComparedSets::Side::kFound, name_of(one), "held"));
    }
    report_.count(static_cast<std::int64_t>(page.size()));
    after = page.back();
  }
}

Status EntryCheck::finish() {
  AUTHLEDGER_CHECK(load());
  return sets_->each_difference(
      [this](const ComparedSets::Named& named) { return look_again(entry_of(named.name)); });
}

// An entry comes and goes in the transaction of the event that says so. With the same answer before
// and after its stream was folded, the two can be compared.
Status EntryCheck::look_again(const Entry& entry) {
  for (int look = 0; look < kEntryLooks; ++look) {
    AUTHLEDGER_TRY(there, parts_.maintenance.has_entry(entry));
    const auto held = holdings_of(parts_, entry.stream_id);
    if (!held && held.error().code == Code::kUnavailable) return fail(held.error());
    if (!held) return {};  // its stream cannot be folded: told as damage of the log
    const bool wanted = held->entries().contains(entry);
    AUTHLEDGER_TRY(still, parts_.maintenance.has_entry(entry));
    if (still != there) continue;
    if (wanted && !there) report_.damaged(described(entry) + " is missing");
    if (there && !wanted) report_.damaged(described(entry) + " is not by its stream");
    return {};
  }
  report_.note(described(entry) + " comes and goes too often to be checked");
  return {};
}

}  // namespace authledger::infra
