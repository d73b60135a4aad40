// The headers that every answer has, and what browsers ask beforehand.
#include "infra/crypto/encoding.h"
#include "infra/http/boundary.h"
#include "infra/http/refusal_body.h"

namespace authledger::infra {
namespace {

bool listed(std::string_view list, std::string_view origin) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view one = list.substr(0, comma);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == origin || one == "*") return true;
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return false;
}

bool all_zero(std::string_view digits) {
  return digits.find_first_not_of('0') == std::string_view::npos;
}

// W3C trace context: version 00, the caller's trace goes on under a span of ours.
std::string next_traceparent(const HttpRequest& request, Random& random) {
  const auto* given = request.header("traceparent");
  const bool valid = given != nullptr && given->size() == 55 && given->starts_with("00-") &&
                     (*given)[35] == '-' && (*given)[52] == '-' &&
                     given->find_first_not_of("0123456789abcdef-") == std::string::npos &&
                     !all_zero(std::string_view(*given).substr(3, 32)) &&
                     !all_zero(std::string_view(*given).substr(36, 16));
  const std::string trace = valid ? given->substr(3, 32) : hex_encode(random.bytes(16));
  return "00-" + trace + "-" + hex_encode(random.bytes(8)) + (valid ? given->substr(52) : "-00");
}

bool has_header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return true;
  }
  return false;
}

}  // namespace

void Boundary::add_common_headers(HttpResponse& response, const HttpRequest& request) const {
  response.headers.emplace_back("traceparent", next_traceparent(request, parts_.random));
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("x-frame-options", "DENY");
  response.headers.emplace_back("referrer-policy", "no-referrer");
  if (!has_header(response, "content-security-policy")) {
    response.headers.emplace_back("content-security-policy",
                                  "default-src 'none'; frame-ancestors 'none'");
  }
  if (!has_header(response, "cache-control"))
    response.headers.emplace_back("cache-control", "no-store");
  if (options_.hsts) response.headers.emplace_back("strict-transport-security", "max-age=31536000");
  const auto* origin = request.header("origin");
  if (origin != nullptr && listed(options_.cors_origins, *origin)) {
    response.headers.emplace_back("access-control-allow-origin", *origin);
    response.headers.emplace_back("access-control-allow-credentials", "true");
    response.headers.emplace_back("access-control-expose-headers",
                                  "etag, retry-after, x-position, x-request-id, x-total-count, "
                                  "x-amzn-remapped-authorization, " +
                                      options_.codename + "-access-token");
    response.headers.emplace_back("vary", "Origin");
  }
}

bool Boundary::answers_preflight(const HttpRequest& request, const Match& match,
                                 HttpResponse& response) const {
  if (request.method != "OPTIONS") return false;
  const bool whole_server = request.path == "*";  // RFC 9110 §9.3.7
  if (match.allow.empty() && !whole_server) return false;
  response.status = 204;
  response.headers.emplace_back(
      "allow", (whole_server ? "GET, HEAD, POST, PUT, PATCH, DELETE" : match.allow) + ", OPTIONS");
  add_common_headers(response, request);
  if (has_header(response, "access-control-allow-origin")) {
    response.headers.emplace_back("access-control-allow-methods", match.allow);
    response.headers.emplace_back("access-control-allow-headers",
                                  "authorization, content-type, idempotency-key, if-match, "
                                  "if-none-match, last-event-id, traceparent, x-position, "
                                  "x-request-id, x-tenant, x-amz-security-token, " +
                                      options_.codename + "-access-token");
    response.headers.emplace_back("access-control-max-age", "600");
  }
  return true;
}

HttpResponse Boundary::refuse(int status, std::string_view reason) const {
  Error error{"request.refused", status == 503 ? Code::kUnavailable : Code::kInvalid,
              std::string(reason)};
  if (status == 413) error.id = "request.body_too_large";
  if (status == 500)
    error = Error{"request.internal_error", Code::kInternal, "Something went wrong on our side."};
  if (status == 503) error.retry_after_s = 1;
  Answer answer = refusal_answer(error, parts_.clock.now());
  // The transport's status may be one that no refusal of ours has (408, 414, 431 …).
  for (const char* key : {"\"status\":", "\"errCode\":"}) {
    const auto at = answer.body.find(key + std::to_string(answer.status));
    if (at != std::string::npos)
      answer.body.replace(at + std::string_view(key).size(), std::to_string(answer.status).size(),
                          std::to_string(status));
  }
  HttpResponse response;
  response.status = status;
  response.body = std::move(answer.body);
  response.headers.emplace_back("content-type", "application/json; charset=utf-8");
  for (auto& header : answer.headers) response.headers.emplace_back(header.name, header.value);
  response.headers.emplace_back("x-request-id", hex_encode(parts_.random.bytes(16)));
  add_common_headers(response, HttpRequest());
  return response;
}

}  // namespace authledger::infra
