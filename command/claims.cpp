#include "command/claims.h"

#include <tuple>

#include "events/event_codec.h"
#include "shared/errors.h"

namespace authledger::command {

Claim keyed_claim(const Vault& vault, const std::string& tenant_id, const std::string& kind,
                  const std::string& value) {
  return {tenant_id, kind, vault.keyed_hash("claim", tenant_id + "\n" + kind + "\n" + value)};
}

void HeldClaims::begin(const std::string& type) {
  const auto choose = [&]<class Aggregate>() {
    if (!events::handles_type<typename Aggregate::Event>(type)) return false;
    state_ = std::pair<Aggregate*, typename Aggregate::State>();
    return true;
  };
  [&]<class... A>(TypeList<A...>) { (void)(choose.template operator()<A>() || ...); }(Aggregates{});
}

Status HeldClaims::apply(const events::StoredEvent& event, const Sealer* sealer) {
  if (state_.index() == 0) begin(event.type);
  return std::visit(
      [&]<class Folded>(Folded& folded) -> Status {
        if constexpr (requires { folded.second; }) {
          using Aggregate = std::remove_pointer_t<decltype(folded.first)>;
          AUTHLEDGER_TRY(typed, events::decode_event<typename Aggregate::Event>(event, sealer));
          if constexpr (requires { claims_of(folded.second, typed); }) {
            for (auto& one : claims_of(folded.second, typed)) {
              Value value{event.tenant_id, std::move(one.kind), std::move(one.value)};
              if (one.take)
                values_.insert(std::move(value));
              else
                values_.erase(value);
            }
          }
          evolve(folded.second, typed,
                 Recorded{event.stream_version, event.recorded_at, event.tenant_id});
          return {};
        } else {
          return fail(errors::kCorruptEvent, "unknown event type " + event.type);
        }
      },
      state_);
}

std::vector<Claim> HeldClaims::keyed(const Vault& vault) const {
  std::vector<Claim> claims;
  for (const auto& one : values_) {
    claims.push_back(keyed_claim(vault, one.tenant_id, one.kind, one.value));
  }
  return claims;
}

}  // namespace authledger::command
