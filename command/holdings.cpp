#include "command/holdings.h"

#include <tuple>

#include "events/event_codec.h"
#include "shared/errors.h"

namespace authledger::command {
namespace {

template <class Set, class One>
void put(Set& set, One one, bool add) {
  if (add)
    set.insert(std::move(one));
  else
    set.erase(one);
}

}  // namespace

Claim keyed_claim(const Vault& vault, const std::string& tenant_id, const std::string& kind,
                  const std::string& value) {
  return {tenant_id, kind, vault.keyed_hash("claim", tenant_id + "\n" + kind + "\n" + value)};
}

void Holdings::begin(const std::string& type) {
  const auto choose = [&]<class Aggregate>() {
    if (!events::handles_type<typename Aggregate::Event>(type)) return false;
    state_ = std::pair<Aggregate*, typename Aggregate::State>();
    return true;
  };
  [&]<class... A>(TypeList<A...>) { (void)(choose.template operator()<A>() || ...); }(Aggregates{});
}

template <class State, class Event>
void Holdings::hold(const events::StoredEvent& row, const State& before, const Event& event) {
  if constexpr (requires { claims_of(before, event); }) {
    for (auto& one : claims_of(before, event))
      put(values_, Value{row.tenant_id, std::move(one.kind), std::move(one.value)}, one.take);
  }
  if constexpr (requires { entries_of(before, event); }) {
    for (auto& one : entries_of(before, event)) {
      put(entries_, Entry{row.tenant_id, std::move(one.kind), std::move(one.key), row.stream_id},
          one.add);
    }
  }
}

Status Holdings::apply(const events::StoredEvent& event, const Sealer* sealer) {
  if (state_.index() == 0) begin(event.type);
  return std::visit(
      [&]<class Folded>(Folded& folded) -> Status {
        if constexpr (requires { folded.second; }) {
          using Aggregate = std::remove_pointer_t<decltype(folded.first)>;
          AUTHLEDGER_TRY(typed, events::decode_event<typename Aggregate::Event>(event, sealer));
          hold(event, folded.second, typed);
          evolve(folded.second, typed, recorded(event));
          return {};
        } else {
          return fail(errors::kCorruptEvent, "unknown event type " + event.type);
        }
      },
      state_);
}

std::vector<Claim> Holdings::claims(const Vault& vault) const {
  std::vector<Claim> claims;
  for (const auto& one : values_) {
    claims.push_back(keyed_claim(vault, one.tenant_id, one.kind, one.value));
  }
  return claims;
}

}  // namespace authledger::command
