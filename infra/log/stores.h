// Small ports beside the log, kept in the same database: how far somebody has read, which tenants
// there are, and who leads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/ids.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

// How far a reader of the log has come, by its name ("relay"). Thread-safe. Errors:
// log.unavailable.
class CheckpointStore {
 public:
  virtual ~CheckpointStore() = default;
  virtual Result<Position> get(const std::string& name) = 0;  // 0: never put
  // Never moves back: a lower position than the stored one is ignored.
  virtual Status put(const std::string& name, Position position) = 0;
  virtual Status forget(const std::string& name) = 0;  // to start again from 0
};

struct Tenant {
  std::string codename;
  Timestamp created_at;
};

// Thread-safe. Errors: log.unavailable. "root" is always there.
class TenantStore {
 public:
  virtual ~TenantStore() = default;
  virtual Result<bool> create(const Tenant& tenant) = 0;  // false: there is one of this name
  virtual Result<bool> exists(const std::string& codename) = 0;
  virtual Result<std::vector<Tenant>> list() = 0;  // by codename
};

struct DueAttachment {
  std::string id;
  std::string bytes;
};

struct QueueLength {
  std::int64_t count = 0;  // attachments that somebody has to look at, now or later
  Timestamp oldest;        // when the oldest of them was queued; of an empty queue 0
};

// Bytes that stand beside the log (command::AttachmentChange). Thread-safe. Errors:
// log.unavailable.
class AttachmentStore {
 public:
  virtual ~AttachmentStore() = default;
  virtual Result<std::optional<std::string>> get(const std::string& kind,
                                                 const std::string& id) = 0;
  // Outside of any command; due never.
  virtual Status put(const std::string& kind, const std::string& id, const std::string& bytes) = 0;
  virtual Status remove(const std::string& kind, const std::string& id) = 0;

  // Those due at `now`, the longest due first; they are due again at `until`, so that nobody else
  // gets them before: a lease. `until` is not before `now`.
  virtual Result<std::vector<DueAttachment>> take_due(const std::string& kind, Timestamp now,
                                                      Timestamp until, int limit) = 0;
  // Gives a lease back: due at `due_at`, if the lease until `until` is still the last one.
  virtual Status give_back(const std::string& kind, const std::string& id, Timestamp until,
                           Timestamp due_at) = 0;
  // What was due is done: removes it, if the lease until `until` is still the last one.
  virtual Status settle(const std::string& kind, const std::string& id, Timestamp until) = 0;
  // When the next one is due; nothing: none ever.
  virtual Result<std::optional<Timestamp>> next_due(const std::string& kind) = 0;
  virtual Result<QueueLength> queue_length(const std::string& kind) = 0;

  // The `count` greatest ids, in ascending order; and removes all but those.
  virtual Result<std::vector<DueAttachment>> last(const std::string& kind, int count) = 0;
  virtual Status keep_last(const std::string& kind, int count) = 0;
};

// Elects one process per name. The lock goes with its holder: a crash or a lost connection frees
// it. Thread-safe. A holder asks held() before each piece of work: between two answers another
// process may have taken over, so the work itself must bear being done twice.
class LeaderLock {
 public:
  virtual ~LeaderLock() = default;
  virtual bool try_acquire() = 0;  // true: it is ours, also when it was before; never waits for it
  virtual bool held() = 0;         // asks the lock's home; false for good once it was lost
  virtual void release() = 0;
};

}  // namespace authledger::infra
