#include "command/permission/resolution.h"

#include <algorithm>
#include <map>

namespace authledger::command {
namespace {

// Higher decides. A grant with a role and a user names the user.
int level(const Grant& grant) {
  if (grant.user_id) return 2;
  return grant.group_id ? 1 : 0;
}

// The highest rank among grants for the same object, or for none, decides.
int rank(const Grant& grant) { return 2 * level(grant) + (grant.can_do ? 0 : 1); }

}  // namespace

Verdict verdict(std::span<const AppliedGrant> applied, const std::optional<ObjectId>& object) {
  const auto deciding = [&](const std::optional<ObjectId>& of) {
    Verdict found;
    int highest = -1;
    for (const auto& one : applied) {
      if (one.grant.object_id != of) continue;
      if (rank(one.grant) > highest) {
        highest = rank(one.grant);
        found = {one.grant.can_do, {}};
      }
      if (rank(one.grant) == highest) found.because.push_back(one);
    }
    return found;
  };
  if (object) {
    auto own = deciding(object);
    if (!own.because.empty()) return own;
  }
  return deciding(std::nullopt);
}

Scope scope(std::span<const AppliedGrant> applied) {
  Scope answer{verdict(applied, std::nullopt).can_do};
  std::map<ObjectId, int> highest;
  for (const auto& one : applied) {
    if (!one.grant.object_id) continue;
    auto& known = highest.try_emplace(*one.grant.object_id, -1).first->second;
    known = std::max(known, rank(one.grant));
  }
  for (const auto& [object, best] : highest) {
    const bool can_do = best % 2 == 0;
    if (can_do != answer.can_do) answer.exceptions.push_back(object);
  }
  return answer;
}

}  // namespace authledger::command
