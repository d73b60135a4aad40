// The seed of a property test: printed always, given by AUTHLEDGER_SEED to see a failure again.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

namespace authledger::test {

inline std::uint64_t new_seed() {
  const char* given = std::getenv("AUTHLEDGER_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10)
                                              : (std::uint64_t{std::random_device{}()} << 16) ^ 7;
  std::cout << "seed " << seed << " (AUTHLEDGER_SEED=" << seed << " repeats it)\n";
  return seed;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::int64_t number(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(engine_);
  }
  bool coin() { return number(0, 1) == 1; }

  // UTF-8 of every plane, with control characters, quotes and zero bytes among them.
  std::string text(int code_points_max = 12) {
    std::string out;
    for (auto left = number(0, code_points_max); left > 0; --left) add_code_point(out);
    return out;
  }

 private:
  void add_code_point(std::string& out) {
    static constexpr std::int64_t kFirst[] = {0, 0, 0, 0, 0xe000, 0x10000};  // surrogates left out
    static constexpr std::int64_t kLast[] = {0x1f, 0x7f, 0x7ff, 0xd7ff, 0xffff, 0x10ffff};
    const auto plane = number(0, 5);
    const auto point = static_cast<std::uint32_t>(number(kFirst[plane], kLast[plane]));
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte & 0xff); };
    const auto tail = [&](unsigned shift) { put(0x80 | ((point >> shift) & 0x3f)); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
      put(0xc0 | (point >> 6));
    } else if (point < 0x10000) {
      put(0xe0 | (point >> 12));
      tail(6);
    } else {
      put(0xf0 | (point >> 18));
      tail(12);
      tail(6);
    }
    tail(0);
  }

  std::mt19937_64 engine_;
};

}  // namespace authledger::test
