// sessions_v1: one document per session, as a person or an admin looks at them. A session that a
// new password or the like has ended is still active here: that stands in its user's stream and is
// added when sessions are shown. One that waits for a second factor is in no list.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

// The order of fields() is the order in answers.
struct SessionDocument {
  std::string id;
  std::string user_id;
  std::string tenant_id;
  std::string method;                  // password, relogin, google
  std::optional<std::string> device;   // the user agent that logged in
  std::optional<std::string> address;  // from where
  Timestamp created_at;
  Timestamp last_used_at;  // log-in or last refresh
  std::optional<std::string> last_address;
  Timestamp expires_at;
  std::optional<Timestamp> ended_at;
  std::optional<std::string> end_reason;  // logout, relogin, reused, …
  bool is_active = true;
  bool needs_email = false;  // a second factor that is still missing
  bool needs_mobile = false;
  StreamVersion user_version = 0;  // of the user's stream when the session started
  StreamVersion record_version = 0;
  Timestamp updated_at;
  static constexpr auto fields() {
    using Doc = SessionDocument;
    return std::tuple{field("id", &Doc::id, {.format = "uuid"}),
                      field("userId", &Doc::user_id, {.format = "uuid", .filter = true}),
                      field("tenantId", &Doc::tenant_id),
                      field("method", &Doc::method),
                      field("device", &Doc::device),
                      field("address", &Doc::address),
                      field("createdAt", &Doc::created_at, {.sort = true}),
                      field("lastUsedAt", &Doc::last_used_at, {.sort = true}),
                      field("lastAddress", &Doc::last_address),
                      field("expiresAt", &Doc::expires_at),
                      field("endedAt", &Doc::ended_at),
                      field("endReason", &Doc::end_reason),
                      field("isActive", &Doc::is_active, {.filter = true}),
                      field("needsEmail", &Doc::needs_email),
                      field("needsMobile", &Doc::needs_mobile),
                      field("userVersion", &Doc::user_version),
                      field("recordVersion", &Doc::record_version),
                      field("updatedAt", &Doc::updated_at)};
  }
};

const Projection& sessions();

}  // namespace authledger::projections
