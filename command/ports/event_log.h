// The write side of the log: one transaction for many items, dense total positions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "events/ports/log_reader.h"
#include "events/stored_event.h"
#include "shared/result.h"
#include "shared/secret.h"

namespace authledger::command {

inline constexpr StreamVersion kAnyVersion = -1;  // append without looking at the version
// 0 means: the stream must be empty.

struct StreamWrite {
  std::string stream_id;
  StreamVersion expected_version = kAnyVersion;
  std::vector<events::StoredEvent> events;  // position and stream_version are filled in by the log
};

// A unique value of a tenant, held by one stream. `key` is a keyed hash (never the value), kind
// says what it is.
struct Claim {
  std::string tenant_id;
  std::string kind;  // email, username, mobile, app_name
  std::string key;   // hex of a keyed hash
  bool operator==(const Claim&) const = default;
};

struct ClaimChange {
  Claim claim;
  bool take = true;   // false: release, a no-op when it is not held by `owner`
  std::string owner;  // the stream that holds it
};

// Finds streams by a key that many may share: the non-unique counterpart of a claim, such as the
// grants of a role or the groups of a person. Keys are kept in plain, so they are ids and names,
// never personal data or secrets.
struct Entry {
  std::string tenant_id;
  std::string kind;  // grant_object, …: one per question that is asked
  std::string key;
  std::string stream_id;
  auto operator<=>(const Entry&) const = default;
};

struct EntryChange {
  Entry entry;
  bool add = true;  // adding one that is there, or removing one that is not, changes nothing
};

// The streams under some keys, in the order of key and stream (bytes), behind a place: the last
// answer of the page before. Each key once; `limit` 1 to 10,000 for all keys together.
struct EntryQuery {
  std::string tenant_id;
  std::string kind;
  std::vector<std::string> keys;
  std::string after_key{};
  std::string after_stream{};
  int limit = 1000;
};

// What is kept for 24 h under an Idempotency-Key.
struct Remembered {
  std::string key_hash;      // hex
  std::string request_hash;  // hex; another hash under the same key is another request
  std::string answer;        // sealed text
  Position position = 0;     // of the last event of the first answer, else the head at that time
  Timestamp expires_at;
};

// Bytes that belong to a stream and stand apart from the log, so that they can be removed again:
// the body of a message, a file. Never published. One `kind` and `id` names one; what is put under
// it again replaces it.
struct AttachmentChange {
  enum class What { kPut, kPostpone, kRemove };  // the last two: a no-op when there is none
  What what = What::kPut;
  std::string kind;     // message, …
  std::string id;       // of what it belongs to
  std::string bytes;    // kPut
  Timestamp due_at;     // kPut, kPostpone: when a worker has to look at it; 0: never
  bool sealed = false;  // kPut: dispatch seals the bytes (Vault::seal) before they are written
  // kPut: it seals them with the key of the stream's subject instead: noise once that is destroyed.
  bool personal = false;
};

// What the bytes of an attachment are sealed for.
inline std::string attachment_context(const std::string& kind, const std::string& id) {
  return "attachment:" + kind + ":" + id;
}

// All or nothing: its writes, claims, keys, attachments and its remembered answer commit together,
// or none does.
struct AppendItem {
  std::vector<StreamWrite> writes;  // may be empty: only the answer is remembered
  std::vector<ClaimChange>
      claims;  // releases are applied before takes; taking an own claim again is fine
  std::vector<EntryChange> entries;  // applied in this order
  std::vector<WrappedKey>
      new_keys;  // subjects that have no key yet; a subject that has one keeps it
  std::vector<AttachmentChange> attachments;  // in order; only with a write
  std::optional<Remembered> remember;
};

struct Appended {
  Position first = 0;  // 0: the item had no events
  Position last = 0;   // the head after the commit when the item had no events
};
struct VersionConflict {
  std::string stream_id;
  StreamVersion actual = 0;
};
struct ClaimTaken {
  Claim claim;
  std::string owner;  // the stream that holds it
};
struct Duplicate {
  Remembered first;  // compare request_hash: another one means the key was used for another request
};
// Error: log.unavailable (nothing was written), log.outcome_unknown (only without a key to look
// up).
using AppendOutcome = std::variant<Appended, VersionConflict, ClaimTaken, Duplicate, Error>;

// Thread-safe.
class EventLog : public virtual events::LogReader {
 public:
  // Writes the items in the order given, as one transaction. An item that conflicts is left out
  // without harm to its neighbours; later items see the effects of earlier ones. One outcome per
  // item. Never throws. An item that was appended has its positions, stream ids and versions
  // filled in, and remember->position.
  virtual std::vector<AppendOutcome> append(std::span<AppendItem> items) = 0;

  // The stream that holds the claim.
  virtual Result<std::optional<std::string>> claim_owner(const Claim& claim) = 0;

  // All that is committed, so an entry is there as soon as its event is.
  virtual Result<std::vector<Entry>> find_entries(const EntryQuery& query) = 0;

  // The answer kept under a key, if it has not expired.
  virtual Result<std::optional<Remembered>> remembered(const std::string& key_hash) = 0;
};

// What handlers see: one item in, its outcome out; many callers are written as one transaction
// (group commit).
class Appender {
 public:
  virtual ~Appender() = default;
  virtual AppendOutcome append(AppendItem item) = 0;
};

}  // namespace authledger::command
