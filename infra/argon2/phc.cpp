#include "infra/argon2/phc.h"

#include <charconv>

#include "infra/crypto/encoding.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kMaxTextBytes = 300;
constexpr std::size_t kMinSaltBytes = 8;
constexpr std::size_t kMinTagBytes = 16;
constexpr std::size_t kMaxPartBytes = 64;

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// A decimal without sign or leading zero.
bool take_number(std::string_view& text, std::uint32_t& number) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return false;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_kind(std::string_view& text, Argon2Kind& kind) {
  if (take(text, "$argon2id$")) {
    kind = Argon2Kind::kId;
  } else if (take(text, "$argon2i$")) {
    kind = Argon2Kind::kI;
  } else if (take(text, "$argon2d$")) {
    kind = Argon2Kind::kD;
  } else {
    return false;
  }
  return true;
}

bool decode_part(std::string_view text, std::size_t min_bytes, std::string& bytes) {
  auto decoded = base64_decode_unpadded(text);
  if (!decoded || decoded->size() < min_bytes || decoded->size() > kMaxPartBytes) return false;
  bytes = std::move(*decoded);
  return true;
}

}  // namespace

bool are_allowed(const HashParameters& parameters) {
  const std::uint64_t work_kib = std::uint64_t{parameters.memory_kib} * parameters.iterations;
  return parameters.parallelism >= 1 && parameters.parallelism <= kMaxParallelism &&
         parameters.iterations >= 1 && parameters.iterations <= kMaxIterations &&
         parameters.memory_kib >= 8 * parameters.parallelism &&
         parameters.memory_kib <= kMaxMemoryKib && work_kib <= kMaxMemoryPassesKib;
}

std::optional<Argon2Hash> parse_argon2(std::string_view text) {
  if (text.size() > kMaxTextBytes) return std::nullopt;
  Argon2Hash hash;
  if (!take_kind(text, hash.kind)) return std::nullopt;
  hash.version = 0x10;  // what a text without v= means
  if (take(text, "v=")) {
    if (!take_number(text, hash.version) || !take(text, "$")) return std::nullopt;
    if (hash.version != 0x10 && hash.version != 0x13) return std::nullopt;
  }
  HashParameters& cost = hash.parameters;
  const bool read = take(text, "m=") && take_number(text, cost.memory_kib) && take(text, ",t=") &&
                    take_number(text, cost.iterations) && take(text, ",p=") &&
                    take_number(text, cost.parallelism) && take(text, "$");
  if (!read || !are_allowed(cost)) return std::nullopt;
  const auto dollar = text.find('$');
  if (dollar == std::string_view::npos) return std::nullopt;
  if (!decode_part(text.substr(0, dollar), kMinSaltBytes, hash.salt)) return std::nullopt;
  if (!decode_part(text.substr(dollar + 1), kMinTagBytes, hash.tag)) return std::nullopt;
  return hash;
}

std::string print_argon2(const Argon2Hash& hash) {
  std::string text = hash.kind == Argon2Kind::kId  ? "$argon2id$"
                     : hash.kind == Argon2Kind::kI ? "$argon2i$"
                                                   : "$argon2d$";
  text += "v=" + std::to_string(hash.version);
  text += "$m=" + std::to_string(hash.parameters.memory_kib);
  text += ",t=" + std::to_string(hash.parameters.iterations);
  text += ",p=" + std::to_string(hash.parameters.parallelism);
  text += "$" + base64_encode_unpadded(hash.salt);
  text += "$" + base64_encode_unpadded(hash.tag);
  return text;
}

bool is_bcrypt(std::string_view text) {
  if (text.size() != 60) return false;
  if (!text.starts_with("$2a$") && !text.starts_with("$2b$") && !text.starts_with("$2y$")) {
    return false;
  }
  if (text[4] < '0' || text[4] > '9' || text[5] < '0' || text[5] > '9' || text[6] != '$') {
    return false;
  }
  const int cost = (text[4] - '0') * 10 + (text[5] - '0');
  if (cost < kMinBcryptCost || cost > kMaxBcryptCost) return false;
  for (const char c : text.substr(7)) {
    const bool known = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '/';
    if (!known) return false;
  }
  return true;
}

bool is_supported_hash(std::string_view text) {
  return parse_argon2(text).has_value() || is_bcrypt(text);
}

}  // namespace authledger::infra
