// Development only: the last 1,000 messages as their recipients would read them, sealed, shared by
// every process of the installation.
#pragma once

#include <string>
#include <vector>

#include "command/ports/crypto.h"
#include "infra/log/stores.h"
#include "infra/messages/delivery.h"

namespace authledger::infra {

struct OutboxEntry {
  std::string channel;
  std::string to;  // addresses, separated by commas
  std::string subject;
  std::string body;
  Timestamp created_at;
  static constexpr auto fields() {
    return std::tuple{field("channel", &OutboxEntry::channel), field("to", &OutboxEntry::to),
                      field("subject", &OutboxEntry::subject), field("body", &OutboxEntry::body),
                      field("createdAt", &OutboxEntry::created_at)};
  }
};

// Thread-safe. REQUIRES: its parts outlive it.
class Outbox {
 public:
  static constexpr int kEntriesMax = 1000;

  Outbox(AttachmentStore& store, const command::Vault& vault) : store_(store), vault_(vault) {}

  // The same message again replaces its entry. Errors: log.unavailable.
  Status keep(const std::string& channel, const Outgoing& message);

  // Of the tenant, newest last. Errors: log.unavailable, keys.stored_key_damaged.
  Result<std::vector<OutboxEntry>> entries(const std::string& tenant_id) const;

 private:
  AttachmentStore& store_;
  const command::Vault& vault_;
};

}  // namespace authledger::infra
