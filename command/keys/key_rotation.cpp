#include "command/keys/key_rotation.h"

namespace authledger::command {
namespace {

struct EvolveKeys {
  KeysState& state;
  void operator()(const events::KeyRotated& e) const {
    if (e.purpose == "signing") state.signing_key_id = e.key_id;
  }
};

}  // namespace

void evolve(KeysState& state, const events::KeyEvent& event, const Recorded&) {
  std::visit(EvolveKeys{state}, event);
}

Result<std::vector<events::KeyEvent>> decide(const KeysState& state,
                                             const NoteKeyRotation& command) {
  using Events = std::vector<events::KeyEvent>;
  if (command.purpose == "signing" && state.signing_key_id == command.key_id) return Events{};
  return Events{events::KeyRotated{command.purpose, command.key_id}};
}

}  // namespace authledger::command
