// Ctrl-C in a command that stops at the next step instead of at once.
#pragma once

namespace authledger::infra {

// From now on an interruption is only noted.
void note_interrupt();
bool interrupted();

}  // namespace authledger::infra
