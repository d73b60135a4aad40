// Sealers for tests: one that hides nothing, one that hides and always answers the same.
#pragma once

#include <string>
#include <utility>

#include "shared/secret.h"

namespace authledger::test {

// Leaves texts readable, so that a failed comparison shows what differs.
class OpenSealer final : public Sealer {
 public:
  std::string seal(std::string_view plain) const override { return std::string(plain); }
  std::optional<std::string> open(std::string_view sealed) const override {
    return std::string(sealed);
  }
};

// <key>.<hex>: the plain text stands nowhere in it, and another key does not open it.
class HexSealer final : public Sealer {
 public:
  explicit HexSealer(std::string key) : key_(std::move(key)) {}

  std::string seal(std::string_view plain) const override {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out = key_ + ".";
    for (const char c : plain) {
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
    }
    return out;
  }

  std::optional<std::string> open(std::string_view sealed) const override {
    if (!sealed.starts_with(key_ + ".")) return std::nullopt;
    sealed.remove_prefix(key_.size() + 1);
    std::string out;
    for (std::size_t i = 0; i + 1 < sealed.size(); i += 2) {
      out += static_cast<char>(nibble(sealed[i]) * 16 + nibble(sealed[i + 1]));
    }
    return out;
  }

 private:
  static int nibble(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }
  std::string key_;
};

// Of a subject whose key is destroyed.
class ErasedSealer final : public Sealer {
 public:
  std::string seal(std::string_view) const override { return {}; }
  std::optional<std::string> open(std::string_view) const override { return std::nullopt; }
};

}  // namespace authledger::test
