// Unique values as the log keeps them, and which of them a stream holds.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "command/catalogue.h"
#include "command/ports/crypto.h"
#include "command/ports/event_log.h"
#include "events/stored_event.h"

namespace authledger::command {

// The claim of a value: a keyed hash, bound to tenant and kind.
Claim keyed_claim(const Vault& vault, const std::string& tenant_id, const std::string& kind,
                  const std::string& value);

// Folds one stream of whatever aggregate to the values that it holds: the same evolve() and
// claims_of() that dispatch uses. Not thread-safe.
class HeldClaims {
 public:
  struct Value {
    std::string tenant_id;
    std::string kind;
    std::string value;  // normalised, in plain
    auto operator<=>(const Value&) const = default;
  };

  // The next event of the stream; the first one says which aggregate it is. Errors:
  // log.corrupt_event for one that does not decode or belongs to another aggregate.
  Status apply(const events::StoredEvent& event, const Sealer* sealer);

  const std::set<Value>& values() const { return values_; }
  std::vector<Claim> keyed(const Vault& vault) const;

 private:
  template <class List>
  struct AnyState;
  template <class... A>
  struct AnyState<TypeList<A...>> {
    struct None {};
    using type = std::variant<None, std::pair<A*, typename A::State>...>;
  };
  void begin(const std::string& type);

  AnyState<Aggregates>::type state_;
  std::set<Value> values_;
};

}  // namespace authledger::command
