// A hash over a set of documents, whatever their order: two generations with the same one hold the
// same (id, version, listed, body). Documents can be replaced. Against damage, not
// attackers.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "projections/document.h"

namespace authledger::projections {

class ContentHash {
 public:
  void add(const Document& document) {
    sum_ += of(document);
    ++documents_;
  }
  void replace(std::uint64_t before, const Document& after) { sum_ += of(after) - before; }
  std::int64_t documents() const { return documents_; }
  bool operator==(const ContentHash&) const = default;

  static std::uint64_t of(const Document& document) {
    const std::hash<std::string_view> text;
    std::uint64_t hash = mix(text(document.id), text(document.body));
    hash = mix(hash, static_cast<std::uint64_t>(document.version));
    return mix(hash, document.listed ? 1 : 2);
  }

 private:
  static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {  // MurmurHash3's finalizer
    std::uint64_t x = a ^ (b + 0x9E3779B97F4A7C15ULL + (a << 6) + (a >> 2));
    x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDULL;
    x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53ULL;
    return x ^ (x >> 33);
  }

  std::uint64_t sum_ = 0;
  std::int64_t documents_ = 0;
};

}  // namespace authledger::projections
