// The hash chain over the log: hash(n) = SHA-256(hash(n-1) ‖ canonical bytes of row n), hash(0) =
// 32 zero bytes. A row that is changed, dropped or slipped in later breaks every hash behind it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "events/stored_event.h"

namespace authledger::infra {

inline constexpr std::size_t kHashBytes = 32;

// hash(0).
std::string first_hash();

// The bytes that are hashed: every column in declaration order, integers as 8 bytes big-endian,
// texts behind their length. This is part of the storage format.
std::string canonical_bytes(const events::StoredEvent& event);

// Not thread-safe: keeps one digest context, about a microsecond per event of 1 kB.
class HashChain {
 public:
  HashChain();
  ~HashChain();
  HashChain(HashChain&&) noexcept;
  HashChain& operator=(HashChain&&) noexcept;

  // The hash of `event` that follows `previous`. REQUIRES: position and stream_version are filled
  // in.
  std::string next(std::string_view previous, const events::StoredEvent& event);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace authledger::infra
