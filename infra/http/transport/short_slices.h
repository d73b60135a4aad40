// How threads that serve requests get the processor at once while others compute for long.
#pragma once

namespace authledger::infra {

/// Asks the scheduler to give the calling thread small slices of time, which is what lets it
/// interrupt a thread in the middle of a long one: hashing a password, for example. Its share stays
/// the same. Linux 6.12 and later; earlier kernels ignore it, and let a thread that wakes up
/// interrupt others anyway.
void ask_for_short_slices();

}  // namespace authledger::infra
