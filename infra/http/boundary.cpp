#include "infra/http/boundary.h"

#include <algorithm>

#include "infra/crypto/encoding.h"
#include "infra/http/position_token.h"
#include "infra/http/query_parameters.h"
#include "infra/http/request_body.h"
#include "infra/http/token_location.h"
#include "infra/telemetry/json_log.h"
#include "shared/client_errors.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kRequestIdMax = 128;

const std::string* query_value(const HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.query) {
    if (key == name) return &value;
  }
  return nullptr;
}

Error with_retry(Error error) {
  if ((error.code == Code::kUnavailable || error.code == Code::kTooMany) &&
      error.retry_after_s == 0)
    error.retry_after_s = 1;
  return error;
}

}  // namespace

Boundary::Boundary(BoundaryParts parts, BoundaryOptions options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      login_limit_(options_.login_per_minute),
      sign_up_limit_(options_.sign_up_per_minute),
      verification_limit_(options_.verification_per_minute),
      client_failures_(options_.client_failures_per_minute),
      last_writes_(100'000) {}

HttpResponse Boundary::handle(const HttpRequest& request) {
  const Match match = parts_.router.find(request.method, request.path);
  static const Route kNoRoute{.name = "none", .method = "GET", .path = "", .handler = nullptr};
  Call call{.request = request,
            .route = match.route != nullptr ? *match.route : kNoRoute,
            .services = parts_.services};
  call.path = match.path;
  call.now = parts_.clock.now();
  const auto* given = query_value(request, "requestId");
  if (given == nullptr) given = request.header("x-request-id");
  call.request_id = given != nullptr && printable(*given, kRequestIdMax)
                        ? *given
                        : hex_encode(parts_.random.bytes(16));

  Reply reply;
  HttpResponse preflight;
  if (answers_preflight(request, match, preflight)) {
    preflight.headers.emplace_back("x-request-id", call.request_id);
    return preflight;
  }
  if (match.route == nullptr) {
    reply.answer = match.face->refuse(
        error(match.allow.empty() ? errors::kNotFound : errors::kMethodNotAllowed), call.now, {});
    if (!match.allow.empty()) reply.answer.headers.push_back({"allow", match.allow});
  } else {
    Result<Reply> result = fail(errors::kInternal);
    try {
      result = run(call);
    } catch (const std::exception& caught) {
      json_log(LogLevel::kError, "request failed",
               {{"requestId", call.request_id}, {"what", caught.what()}});
    } catch (...) {
      json_log(LogLevel::kError, "request failed", {{"requestId", call.request_id}});
    }
    if (result) {
      reply = std::move(*result);
    } else {
      reply.position = result.error().position;
      reply.answer = call.route.refusal(with_retry(std::move(result).error()), call.now);
    }
  }
  return finish(call, std::move(reply));
}

Result<Reply> Boundary::run(Call& call) {
  AUTHLEDGER_CHECK(check_rate(call));
  const auto asked = asked_position(call.request);
  call.min_position = asked.value_or(0);
  if (auto known = identify(call); !known) return replay_or(call, std::move(known).error());
  AUTHLEDGER_CHECK(check_access(call));
  AUTHLEDGER_CHECK(read_parameters(call, asked.has_value()));
  AUTHLEDGER_CHECK(read_body(call));
  const std::string caller = call.session ? call.session->user.id.value
                             : call.app   ? "app " + call.app->id.value
                                          : "";
  AUTHLEDGER_CHECK(read_idempotency_key(call, caller));
  return run_handler(call);
}

Status Boundary::check_rate(const Call& call) {
  if (!options_.limits) return {};
  int wait_s = 0;
  if (call.route.sign_in_limit) wait_s = login_limit_.take(call.request.remote_address, call.now);
  if (call.route.sign_up_limit) wait_s = sign_up_limit_.take(call.request.remote_address, call.now);
  if (call.route.verification_limit)
    wait_s = verification_limit_.take(call.request.remote_address, call.now);
  if (wait_s == 0) return {};
  Error refused = error(errors::kTooManyRequests);
  refused.retry_after_s = wait_s;
  return fail(std::move(refused));
}

Status Boundary::identify_person(Call& call) {
  const auto* header = call.request.header("x-tenant");
  call.tenant_id = header != nullptr && !header->empty() ? *header : "root";
  auto found = find_token(call.request, options_.codename, parts_.vault);
  if (found && found->from_cookie && call.route.no_cookie) found.reset();
  if (found) {
    const auto freshness = call.min_position > parts_.told() ? command::Freshness::kFresh
                                                             : command::Freshness::kCached;
    auto identity = parts_.authenticator.identify(found->text, freshness);
    if (identity) {
      call.token = std::move(found->text);
      call.token_expires_s = identity->token_expires_s;
      call.tenant_id = identity->tenant_id;
      call.session = std::move(identity->session);
    } else if (!is_open(call.route.access) ||
               (call.route.is_write() && identity.error().code != Code::kUnauthenticated &&
                identity.error().code != Code::kForbidden)) {
      // A public write with a token whose session cannot be looked up is not an anonymous one: a
      // log-out would be acknowledged without an end.
      return fail(std::move(identity).error());
    }
  } else if (call.route.access == Access::kApp) {
    return fail(errors::kClientRefused);
  } else if (!is_open(call.route.access)) {
    return fail(errors::kLoginRequired);
  }
  if (!call.session && call.tenant_id != "root") {
    if (!is_utf8(call.tenant_id)) return fail(errors::kTenantUnknown);
    AUTHLEDGER_TRY(known, parts_.tenant_known(call.tenant_id));
    if (!known) return fail(errors::kTenantUnknown);
  }
  return {};
}

Status Boundary::check_access(const Call& call) const {
  const Access access = call.route.access;
  if (is_open(access) || access == Access::kSession || access == Access::kOwnerOrAdmin ||
      access == Access::kAppManager)
    return {};
  if (call.app) return {};
  if (access == Access::kApp) return fail(errors::kClientRefused);
  const auto target = call.path.find("userId");
  const bool self =
      target != call.path.end() && lower_id(target->second) == call.session->user.id.value;
  const bool admin = command::is_admin_role(call.session->user.role_id);
  if (access == Access::kSelf && self) return {};
  if ((access == Access::kAdmin || access == Access::kAdminOrApp) && admin) return {};
  if (access == Access::kSelfOrAdmin && (self || admin)) return {};
  if (access == Access::kSuperAdmin && call.session->user.role_id == command::roles::kSuperAdmin)
    return {};
  return fail(errors::kNotAllowed);
}

// What x-position asks for, in the header or, of a browser, in the cookie; nothing for what no
// process of this log can have answered.
std::optional<Position> Boundary::asked_position(const HttpRequest& request) const {
  const auto* header = request.header("x-position");
  const auto text = header != nullptr ? std::optional(*header)
                                      : find_cookie(request, position_name(options_.codename));
  const auto token = text ? parse_position(*text) : std::nullopt;
  if (!token || token->epoch != parts_.epoch()) return std::nullopt;
  if (token->position > parts_.told()) {
    const auto head = parts_.head();
    if (head && token->position > *head) return std::nullopt;  // nobody is to wait for that
  }
  return token->position;
}

Status Boundary::read_parameters(Call& call, bool position_known) const {
  for (auto& [name, value] : call.path) {
    if (!name.ends_with("Id") && !name.ends_with("_id")) continue;
    if (!is_uuid(value)) {
      Error refused = error(errors::kInvalidId);
      refused.fields.push_back({name, "must be a UUID"});
      return fail(std::move(refused));
    }
    value = lower_id(value);
  }
  AUTHLEDGER_CHECK(read_common_parameters(call));
  // An old cookie of another epoch is simply forgotten.
  if (call.request.header("x-position") != nullptr && !position_known)
    return fail(errors::kInvalidPosition);
  if (call.session) {
    if (const auto last = last_writes_.get(call.session->session.id.value)) {
      call.min_position = std::max(call.min_position, *last);
    }
  }
  const auto* match = call.request.header("if-match");
  if (match != nullptr && call.route.is_write()) {
    const auto version = parse_record_version(*match);
    if (!version) return fail(invalid_input("If-Match", "must be \"<recordVersion>\""));
    call.if_match = *version;
  }
  return {};
}

Status Boundary::read_body(Call& call) const {
  call.body.SetObject();
  const bool form = call.route.reads_form();
  if ((!form && !call.route.reads_json()) || call.request.body.empty()) return {};
  AUTHLEDGER_TRY(body, form ? read_form_body(call.request) : read_json_body(call.request));
  call.body = std::move(body);
  return {};
}

HttpResponse Boundary::finish(const Call& call, Reply reply) {
  // A write that found nothing to change stands where the log does: maybe another process wrote
  // what it found.
  if (reply.position == 0 && call.route.is_write() && reply.answer.status < 300)
    reply.position = parts_.head().value_or(call.min_position);
  HttpResponse response;
  response.status = reply.answer.status;
  bool typed = false;
  for (auto& header : reply.answer.headers) {
    typed |= header.name == "content-type";
    response.headers.emplace_back(std::move(header.name), std::move(header.value));
  }
  response.body = std::move(reply.answer.body);
  response.source = std::move(reply.source);
  response.event_stream = std::move(reply.events);
  if (!typed && (!response.body.empty() || response.source)) {
    response.headers.emplace_back("content-type", "application/json; charset=utf-8");
  }
  if (reply.position > 0) {
    const std::string token = to_text(PositionToken{parts_.epoch(), reply.position});
    response.headers.emplace_back("x-position", token);
    response.headers.emplace_back("set-cookie", set_cookie(position_name(options_.codename), token,
                                                           300, options_.secure_cookies));
    if (call.session) {
      last_writes_.put(call.session->session.id.value,
                       std::make_shared<const Position>(reply.position),
                       [&](const Position& old) { return old >= reply.position; });
    }
  }
  response.headers.emplace_back("x-request-id", call.request_id);
  add_common_headers(response, call.request);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - call.request.received)
          .count();
  parts_.metrics.request(call.route.name, response.status, seconds);
  json_log(response.status >= 500 ? LogLevel::kWarning : LogLevel::kDebug, "request",
           {{"requestId", call.request_id},
            {"route", std::string(call.route.name)},
            {"method", call.request.method},
            {"status", std::to_string(response.status)},
            {"ms", std::to_string(call.elapsed_ms())},
            {"userId", call.session ? call.session->user.id.value : ""}});
  return response;
}

}  // namespace authledger::infra
