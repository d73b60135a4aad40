// What a stream holds by its events: unique values, as the log keeps them, and entries.
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

// Folds one stream of whatever aggregate to what it holds: the same evolve(), claims_of() and
// entries_of() that dispatch uses. Not thread-safe.
class Holdings {
 public:
  // The next event of the stream; the first one says which aggregate it is. Errors:
  // log.corrupt_event for one that does not decode or belongs to another aggregate.
  Status apply(const events::StoredEvent& event, const Sealer* sealer);

  std::vector<Claim> claims(const Vault& vault) const;
  const std::set<Entry>& entries() const { return entries_; }

 private:
  struct Value {
    std::string tenant_id;
    std::string kind;
    std::string value;  // normalised, in plain
    auto operator<=>(const Value&) const = default;
  };
  template <class List>
  struct AnyState;
  template <class... A>
  struct AnyState<TypeList<A...>> {
    struct None {};
    using type = std::variant<None, std::pair<A*, typename A::State>...>;
  };
  void begin(const std::string& type);
  template <class State, class Event>
  void hold(const events::StoredEvent& row, const State& before, const Event& event);

  AnyState<Aggregates>::type state_;
  std::set<Value> values_;
  std::set<Entry> entries_;
};

}  // namespace authledger::command
