// Time as milliseconds since 1970 UTC, printed as ISO 8601. Decisions take it as an argument; only
// infra/ asks a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger {

struct Timestamp {
  std::int64_t ms = 0;
  auto operator<=>(const Timestamp&) const = default;
  Timestamp plus_s(std::int64_t seconds) const { return Timestamp{ms + seconds * 1000}; }
};

std::string to_iso8601(Timestamp time);                         // 2026-03-01T10:00:00.000Z
std::optional<Timestamp> parse_iso8601(std::string_view text);  // UTC ("Z") only, ms optional

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

// Cryptographic randomness. Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::string bytes(std::size_t count) = 0;
};

}  // namespace authledger
