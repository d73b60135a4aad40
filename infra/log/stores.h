// Small ports beside the log, kept in the same database: how far somebody has read, which tenants
// there are, and who leads.
#pragma once

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
