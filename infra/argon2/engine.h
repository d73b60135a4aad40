// The builds of Argon2 in this program. All are the same reference library and compute the same
// tags; they differ in the instructions they use, and by that in speed:
//
//   avx2, ssse3, sse2   its own sources, with their opt.c for that instruction set: on x86-64 where
//                       scripts/build could fetch the sources
//   portable            Debian's library, always there
//
// Why not others: docs/decisions/0012-argon2-per-instruction-set.md.
#pragma once

#include <argon2.h>

#include <span>

namespace authledger::infra {

struct Argon2Engine {
  const char* name;
  // argon2_ctx() of that build. REQUIRES: context->threads is 1.
  int (*compute)(argon2_context* context, argon2_type type);
};

// Those that this CPU can run, the quickest first; "portable" is the last. Thread-safe.
std::span<const Argon2Engine> argon2_engines();

// The one that hashes passwords here.
inline const Argon2Engine& argon2_engine() { return argon2_engines().front(); }

}  // namespace authledger::infra
