#include <charconv>

#include "infra/api/service/streams.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "infra/streams/event_frame.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kStreamType = "text/event-stream";

Reply stream_of(std::shared_ptr<EventStream> events) {
  Reply reply;
  reply.answer.headers = {{"content-type", std::string(kStreamType)},
                          {"x-accel-buffering", "no"}};  // for proxies that hold answers back
  reply.events = std::move(events);
  return reply;
}

Result<Reply> stream_test(Call& call) {
  AUTHLEDGER_TRY(document, user_document(call, call.path_user()));
  AUTHLEDGER_TRY(user, parse_json(document.body));
  auto events = std::make_shared<EventStream>();
  for (const auto& one : user.GetObject()) {
    events->send(
        named_frame("field", "{" + json_quote(as_view(one.name)) + ":" + to_text(one.value) + "}"));
  }
  events->send(named_frame("end", "{}"));
  events->close();
  return stream_of(std::move(events));
}

// The position behind which a reader wants to go on: Last-Event-ID, else `after`, else the head.
// Errors: request.invalid_input; log.unavailable.
Result<Position> wanted_position(const Call& call) {
  std::string name;
  std::string text;
  for (const auto& [key, value] : call.request.query) {
    if (key == "after") std::tie(name, text) = std::pair(key, value);
  }
  if (const auto* last = call.request.header("last-event-id"); last != nullptr && !last->empty())
    std::tie(name, text) = std::pair(std::string("Last-Event-ID"), *last);
  const Position head = call.services.head();
  if (name.empty()) return head;
  Position position = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (failed != std::errc() || end != text.data() + text.size() || text.empty() || position < 0)
    return fail(invalid_input(name, "must be a position"));
  if (position > head) return fail(invalid_input(name, "lies beyond the end of the log"));
  return position;
}

// Until the app is gone, or has another secret, or its owner is no administrator any more.
Status follow_as_app(const Call& call, EventReader& reader) {
  auto& apps = call.services.app_credentials;
  const auto app = *call.app;
  AUTHLEDGER_CHECK(apps.may_follow(app, call.now));
  AUTHLEDGER_TRY(known, apps.find(app));
  reader.watched = {command::AppAggregate::stream_id(app.id),
                    command::UserAggregate::stream_id(known->state.owner_id)};
  reader.still_may = [&apps, &clock = call.services.clock, app] {
    if (!apps.still_holds(app)) return false;
    const auto may = apps.may_follow(app, clock.now());
    return may || may.error().code == Code::kUnavailable;
  };
  reader.until = std::chrono::steady_clock::time_point::max();
  return {};
}

void follow_as_person(const Call& call, EventReader& reader) {
  const auto session = call.session->session.id;
  const auto user = call.session->user.id;
  reader.watched = {"session-" + session.value, "user-" + user.value};
  reader.still_may = [&sessions = call.services.sessions, session, user] {
    const auto live = sessions.check(session, user);
    // The log being away ends nobody's session.
    return live ? command::is_admin_role(live->user.role_id)
                : live.error().code == Code::kUnavailable;
  };
  reader.until = std::chrono::steady_clock::now() +
                 std::chrono::milliseconds(call.token_expires_s * 1000 - call.now.ms);
}

Result<Reply> stream_events(Call& call) {
  EventReader reader;
  reader.tenant_id = call.tenant_id;
  AUTHLEDGER_TRY(after, wanted_position(call));
  reader.after = after;
  if (call.app) {
    AUTHLEDGER_CHECK(follow_as_app(call, reader));
  } else {
    follow_as_person(call, reader);
  }
  AUTHLEDGER_TRY(events, call.services.events.subscribe(std::move(reader)));
  return stream_of(std::move(events));
}

}  // namespace

std::vector<Route> stream_rows() {
  return {
      {.name = "streamTest",
       .method = "GET",
       .path = "/v1/streamtest/:userId",
       .access = Access::kSelfOrAdmin,
       .reads = ReadClass::kTruth,
       .response_type = kStreamType,
       .refusals = {&errors::kUserNotFound},
       .handler = stream_test,
       .about = "Stream a user's fields as server-sent events, then `end`."},
      {.name = "streamEvents",
       .method = "GET",
       .path = "/v1/events",
       .access = Access::kAdminOrApp,
       .reads = ReadClass::kTruth,
       .response_type = kStreamType,
       .parameters = {{.name = "after",
                       .about = "Begin behind this position; 0: with the first event. Without it: "
                                "what comes from now on.",
                       .kind = Parameter::Kind::kNumber,
                       .example = "0"},
                      {.name = "Last-Event-ID",
                       .about = "As browsers send it when they come back; read instead of `after`.",
                       .kind = Parameter::Kind::kNumber,
                       .header = true}},
       .refusals = {&errors::kTooManyReaders},
       .handler = stream_events,
       .about = "Follow the tenant's events as server-sent events, each a CloudEvent."},
  };
}

}  // namespace authledger::infra
