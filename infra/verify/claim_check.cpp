#include "infra/verify/claim_check.h"

#include <set>

#include "infra/verify/entry_check.h"
#include "shared/errors.h"

namespace authledger::infra {

using command::Claim;

namespace {

constexpr int kClaimPage = 5000;
constexpr int kLooks = 20;  // at a claim that changes hands while it is looked at

std::string name_of(const Claim& claim) {
  return claim.tenant_id + "\n" + claim.kind + "\n" + claim.key;
}

Claim claim_of(const std::string& name) {
  const auto first = name.find('\n');
  const auto second = name.find('\n', first + 1);
  return {name.substr(0, first), name.substr(first + 1, second - first - 1),
          name.substr(second + 1)};
}

std::string joined(const std::set<std::string>& streams) {
  std::string out;
  for (const auto& one : streams) out += (out.empty() ? "" : " and ") + one;
  return out;
}

std::string sentence(const Claim& claim, const std::set<std::string>& rightful,
                     const std::optional<std::string>& owner) {
  const auto what = "the " + claim.kind + " claim " + claim.key.substr(0, 12) + "… of tenant " +
                    claim.tenant_id + " ";
  if (rightful.size() > 1) return what + "is taken by more than one stream: " + joined(rightful);
  if (!owner) return what + "is missing; " + joined(rightful) + " takes it";
  if (rightful.empty()) return what + "is held by " + *owner + ", which does not take it";
  return what + "is held by " + *owner + " and taken by " + joined(rightful);
}

}  // namespace

Result<std::unique_ptr<ClaimCheck>> ClaimCheck::make(const VerifyParts& parts, PartReport& report) {
  std::unique_ptr<ClaimCheck> check(new ClaimCheck(parts, report));
  AUTHLEDGER_TRY(sets, ComparedSets::make());
  check->sets_ = std::move(sets);
  return check;
}

Status ClaimCheck::add_stream(const std::string& stream_id, const command::Holdings& held) {
  for (const auto& claim : held.claims(parts_.vault)) {
    AUTHLEDGER_CHECK(sets_->put(ComparedSets::Side::kExpected, name_of(claim), stream_id));
  }
  return {};
}

Status ClaimCheck::load_held() {
  Claim after;
  for (;;) {
    AUTHLEDGER_TRY(page, parts_.maintenance.read_claims(after, kClaimPage));
    if (page.empty()) return {};
    for (const auto& one : page) {
      AUTHLEDGER_CHECK(sets_->put(ComparedSets::Side::kFound, name_of(one.claim), one.owner));
    }
    report_.count(static_cast<std::int64_t>(page.size()));
    after = page.back().claim;
  }
}

Status ClaimCheck::finish() {
  AUTHLEDGER_CHECK(load_held());
  return sets_->each_difference(
      [this](const ComparedSets::Named& named) { return look_again(named); });
}

// A claim changes hands in the transaction of the event that says so. With the same owner before
// and after the streams were folded, they can be compared.
Status ClaimCheck::look_again(const ComparedSets::Named& named) {
  const auto claim = claim_of(named.name);
  std::set<std::string> streams;
  for (const auto& one : named.expected) streams.insert(one.value);
  for (const auto& one : named.found) streams.insert(one.value);
  for (int look = 0; look < kLooks; ++look) {
    AUTHLEDGER_TRY(owner, parts_.log.claim_owner(claim));
    if (owner) streams.insert(*owner);
    std::set<std::string> rightful;
    for (const auto& stream : streams) {
      const auto holds = stream_holds(stream, claim);
      if (!holds && holds.error().code == Code::kUnavailable) return fail(holds.error());
      if (!holds) return {};  // its stream cannot be folded: told as damage of the log
      if (*holds) rightful.insert(stream);
    }
    AUTHLEDGER_TRY(still, parts_.log.claim_owner(claim));
    if (still != owner) continue;
    const bool right = owner ? rightful == std::set{*owner} : rightful.empty();
    if (!right) report_.damaged(sentence(claim, rightful, owner));
    return {};
  }
  report_.note("the " + claim.kind + " claim " + claim.key.substr(0, 12) +
               "… changes hands too often to be checked");
  return {};
}

Result<bool> ClaimCheck::stream_holds(const std::string& stream_id, const Claim& claim) {
  AUTHLEDGER_TRY(held, holdings_of(parts_, stream_id));
  const auto keyed = held.claims(parts_.vault);
  return std::find(keyed.begin(), keyed.end(), claim) != keyed.end();
}

}  // namespace authledger::infra
