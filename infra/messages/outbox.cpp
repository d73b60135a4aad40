#include "infra/messages/outbox.h"

#include <optional>
#include <tuple>

#include "command/ports/event_log.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

const std::string kKind = "outbox";

struct KeptEntry : OutboxEntry {
  std::optional<std::string> tenant_id;
  static constexpr auto fields() {
    return std::tuple_cat(OutboxEntry::fields(),
                          std::tuple{field("tenantId", &KeptEntry::tenant_id)});
  }
};

}  // namespace

Status Outbox::keep(const std::string& channel, const Outgoing& message) {
  KeptEntry entry{
      {channel, {}, message.content.subject, message.content.text, message.requested_at},
      message.tenant_id};
  for (const auto& one : message.to) entry.to += (entry.to.empty() ? "" : ", ") + one;
  const auto& id = message.id.value;  // a UUIDv7: ascending with the time of the request
  AUTHLEDGER_CHECK(
      store_.put(kKind, id, vault_.seal(encode(entry), command::attachment_context(kKind, id))));
  return store_.keep_last(kKind, kEntriesMax);
}

Result<std::vector<OutboxEntry>> Outbox::entries(const std::string& tenant_id) const {
  AUTHLEDGER_TRY(rows, store_.last(kKind, kEntriesMax));
  std::vector<OutboxEntry> out;
  for (const auto& row : rows) {
    AUTHLEDGER_TRY(text, vault_.open(row.bytes, command::attachment_context(kKind, row.id)));
    AUTHLEDGER_TRY(entry, decode<KeptEntry>(std::string_view(text)));
    if (entry.tenant_id == tenant_id) out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace authledger::infra
