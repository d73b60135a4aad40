// The event log and the small stores beside it, as one profile has them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "command/ports/event_log.h"
#include "infra/config/settings.h"
#include "infra/crypto/key_store.h"
#include "infra/log/maintenance.h"
#include "infra/log/stores.h"

namespace authledger::infra {

// Owns what it names. Thread-safe as its parts are.
struct LogStack {
  command::EventLog* log = nullptr;
  LogMaintenance* maintenance = nullptr;
  KeyStore* keys = nullptr;
  CheckpointStore* checkpoints = nullptr;
  TenantStore* tenants = nullptr;
  AttachmentStore* attachments = nullptr;
  std::function<std::unique_ptr<LeaderLock>(const std::string& name)> leader_lock;
  std::shared_ptr<void> owner;
};

// Opens the store of the settings' profile and brings its schema up to date. Errors:
// log.unavailable, request.internal_error with a sentence for the operator.
Result<LogStack> open_log_stack(const Settings& settings, const Clock& clock);

}  // namespace authledger::infra
