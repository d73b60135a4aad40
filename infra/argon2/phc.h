// Password hashes as text: the PHC string format for Argon2 and the modular format of bcrypt, with
// the limits that keep an imported hash from asking for 64 GiB. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::infra {

// The cost of a hash. Defaults: the second choice of OWASP's password storage cheat sheet.
struct HashParameters {
  std::uint32_t memory_kib = 19456;
  std::uint32_t iterations = 2;
  std::uint32_t parallelism = 1;  // lanes; they are computed one after the other
  bool operator==(const HashParameters&) const = default;
};

// Upper limits for stored and imported hashes, and for the setting: about one second of CPU.
inline constexpr std::uint32_t kMaxMemoryKib = 256 * 1024;
inline constexpr std::uint32_t kMaxIterations = 32;
inline constexpr std::uint32_t kMaxParallelism = 16;
inline constexpr std::uint64_t kMaxMemoryPassesKib = 1024 * 1024;  // memory_kib * iterations
inline constexpr int kMinBcryptCost = 4;
inline constexpr int kMaxBcryptCost = 14;

// Within the limits above and the lower ones of RFC 9106 (8 KiB per lane).
bool are_allowed(const HashParameters& parameters);

enum class Argon2Kind { kD, kI, kId };

struct Argon2Hash {
  Argon2Kind kind = Argon2Kind::kId;
  std::uint32_t version = 0x13;  // 0x10 or 0x13
  HashParameters parameters;
  std::string salt;  // 8 to 64 bytes
  std::string tag;   // 16 to 64 bytes
};

// $argon2{id,i,d}$[v=19$]m=…,t=…,p=…$salt$tag. Strict: this order, no leading zeros, base64 without
// padding and with one spelling only. Nothing: malformed or over a limit.
std::optional<Argon2Hash> parse_argon2(std::string_view text);
std::string print_argon2(const Argon2Hash& hash);

// $2a$, $2b$ or $2y$, a cost of 4 to 14, 53 characters.
bool is_bcrypt(std::string_view text);

// Whether HashPool can verify it: what an import may bring.
bool is_supported_hash(std::string_view text);

}  // namespace authledger::infra
