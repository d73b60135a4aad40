// Types that say what may leave the process. A field declared Personal<T> is encrypted with the key
// of its subject wherever it is stored or published; a Secret<T> is encrypted and never leaves the
// log.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/result.h"

namespace authledger {

// Personal data of the stream's subject. `erased` when the subject's key has been destroyed.
template <class T>
struct Personal {
  T value{};
  bool erased = false;
  Personal() = default;
  Personal(T v)
      : value(std::move(v)) {}  // NOLINT: a plain value is personal data once it is in such a field
  bool operator==(const Personal&) const = default;
};

template <class T>
std::optional<T> plain(const std::optional<Personal<T>>& data) {
  return data ? std::optional<T>(data->value) : std::nullopt;
}

// Password hashes, app secrets, refresh-token hashes. Has no stream operator on purpose.
template <class T>
struct Secret {
  T value{};
  Secret() = default;
  Secret(T v) : value(std::move(v)) {}  // NOLINT
  bool operator==(const Secret&) const = default;
};

// Encrypts with the key of one subject (AES-256-GCM). Thread-safe.
class Sealer {
 public:
  virtual ~Sealer() = default;
  virtual std::string seal(std::string_view plain) const = 0;  // base64url text
  virtual std::optional<std::string> open(
      std::string_view sealed) const = 0;  // nothing: key destroyed or text damaged
};

// A new subject's key, wrapped by the key ring, to be stored in the transaction of its first event.
struct WrappedKey {
  std::string subject;
  std::string wrapped;  // bytes
};

// The keys of subjects. Thread-safe.
class SubjectKeys {
 public:
  virtual ~SubjectKeys() = default;
  // A key for a subject that has none yet; nothing is stored. The sealer works at once.
  virtual std::pair<std::shared_ptr<const Sealer>, WrappedKey> create(
      const std::string& subject) = 0;
  // The sealer of a known subject; for a destroyed key one that opens nothing. Errors:
  // log.unavailable.
  virtual Result<std::shared_ptr<const Sealer>> find(const std::string& subject) = 0;
  // Loads many at once, ahead of find(); a hint that may do nothing. Errors: log.unavailable.
  virtual Status prefetch(const std::vector<std::string>& /*subjects*/) { return {}; }
};

}  // namespace authledger
