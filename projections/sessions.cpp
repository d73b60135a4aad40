#include "projections/sessions.h"

#include "events/session_events.h"
#include "projections/typed_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

// Nothing for one that is not there, or whose person's key is gone.
std::optional<std::string> readable(const std::optional<Personal<std::string>>& value) {
  return value && !value->erased ? std::optional(value->value) : std::nullopt;
}

struct SessionFold {
  Draft<SessionDocument>& draft;
  SessionDocument& session = draft.document;

  void operator()(const SessionStarted& e) const {
    session.id = e.session_id.value;
    session.user_id = e.user_id.value;
    session.tenant_id = draft.tenant_id;
    session.method = e.method;
    session.device = readable(e.device);
    session.address = readable(e.address);
    session.last_address = session.address;
    session.created_at = draft.recorded_at;
    session.expires_at = e.expires_at;
    session.user_version = e.user_version;
    session.last_used_at = draft.recorded_at;
  }
  void operator()(const SessionRefreshed&) const { end("relogin"); }
  void operator()(const SessionEnded& e) const { end(e.reason); }
  void operator()(const SecondFactorRequired& e) const {
    need(e.factor) = true;
    draft.listed = false;
  }
  void operator()(const SecondFactorPassed& e) const {
    need(e.factor) = false;
    draft.listed = !session.needs_email && !session.needs_mobile;
  }
  void operator()(const RefreshTokenIssued& e) const {
    session.last_used_at = draft.recorded_at;
    if (e.address) session.last_address = readable(e.address);
  }
  void operator()(const RefreshReused&) const { end("reused"); }

  bool& need(const std::string& factor) const {
    return factor == "mobile" ? session.needs_mobile : session.needs_email;
  }
  void end(const std::string& reason) const {
    session.is_active = false;
    session.ended_at = draft.recorded_at;
    session.end_reason = reason;
  }
};

}  // namespace

const Projection& sessions() {
  static const TypedProjection<SessionDocument, SessionEvent, SessionFold> projection("sessions", 1,
                                                                                      "session-");
  return projection;
}

}  // namespace authledger::projections
