#include "infra/argon2/engine.h"

#include <vector>

#ifdef AUTHLEDGER_ARGON2_SOURCES
extern "C" {
int authledger_argon2_avx2_argon2_ctx(argon2_context* context, argon2_type type);
int authledger_argon2_ssse3_argon2_ctx(argon2_context* context, argon2_type type);
int authledger_argon2_sse2_argon2_ctx(argon2_context* context, argon2_type type);
}
#endif

namespace authledger::infra {
namespace {

std::vector<Argon2Engine> find_engines() {
  std::vector<Argon2Engine> found;
#ifdef AUTHLEDGER_ARGON2_SOURCES
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) {
    found.push_back({"avx2", authledger_argon2_avx2_argon2_ctx});
  }
  if (__builtin_cpu_supports("ssse3")) {
    found.push_back({"ssse3", authledger_argon2_ssse3_argon2_ctx});
  }
  found.push_back({"sse2", authledger_argon2_sse2_argon2_ctx});
#endif
  found.push_back({"portable", argon2_ctx});
  return found;
}

}  // namespace

std::span<const Argon2Engine> argon2_engines() {
  static const std::vector<Argon2Engine> engines = find_engines();
  return engines;
}

}  // namespace authledger::infra
