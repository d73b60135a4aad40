// Where wrapped keys live: the port of this module, implemented on PostgreSQL and on SQLite.
// Nothing in it is readable without the master key, which is never stored here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/result.h"
#include "shared/secret.h"
#include "shared/time.h"

namespace authledger::infra {

// A key of the ring, wrapped by the master key. (name, version) is unique.
struct RingRow {
  std::string name;
  int version = 1;
  std::string wrapped;  // bytes
};

// A key that signs tokens. At most one is active.
struct SigningKeyRow {
  std::string kid;
  std::string public_pem;
  std::string sealed_private;  // bytes, sealed by the ring
  Timestamp created_at;
  Timestamp retired_at;  // ms 0: active
};

// Thread-safe. Every call may fail with log.unavailable.
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  virtual Result<std::vector<RingRow>> ring() = 0;
  // The first writer of (name, version) wins, also across processes; the second gets no error.
  virtual Status put_ring_if_absent(RingRow row) = 0;
  // Overwrites `wrapped` of all these rows in one transaction (master rotation).
  virtual Status replace_ring(const std::vector<RingRow>& rows) = 0;

  // Wrapped key of a subject; an empty string: destroyed; nothing: never had one.
  virtual Result<std::optional<std::string>> subject_key(const std::string& subject) = 0;
  // The same for many at once; subjects that never had a key are left out.
  virtual Result<std::vector<WrappedKey>> subject_keys(
      const std::vector<std::string>& subjects) = 0;
  // Overwrites the key with a tombstone: an empty `wrapped`, which stays forever. For a subject
  // without a key too, so that it never gets one. Again: no error.
  virtual Status destroy_subject_key(const std::string& subject) = 0;

  // Oldest first.
  virtual Result<std::vector<SigningKeyRow>> signing_keys() = 0;
  // Adds `row` as the active key and retires the one that was active (retired_at =
  // row.created_at), in one transaction. Error log.stream_changed: the active kid is not
  // `expected_active_kid` (empty: there is none), so another process has rotated meanwhile.
  virtual Status add_signing_key(const SigningKeyRow& row,
                                 std::string_view expected_active_kid) = 0;
};

}  // namespace authledger::infra
