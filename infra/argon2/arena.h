// Memory for Argon2, kept per thread so that a hash does not map and fault 19 MiB each time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace authledger::infra {

// Callbacks for argon2_context. They serve one computation at a time per thread. Requests of up to
// the kept size come from the thread's arena, larger ones are mapped and unmapped on their own.
int allocate_argon2_memory(std::uint8_t** memory, std::size_t bytes);
void free_argon2_memory(std::uint8_t* memory, std::size_t bytes);

// How much the calling thread may keep from now on.
void keep_argon2_memory(std::size_t bytes);

// Wipes what the last computation left in the calling thread's arena; nothing to do when it is
// clean. The next computation overwrites all of it, so that this can wait until there is none:
// docs/decisions/0012-argon2-per-instruction-set.md.
void wipe_argon2_memory();

}  // namespace authledger::infra
