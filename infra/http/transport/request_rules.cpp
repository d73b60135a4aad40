#include <utility>

#include "infra/http/transport/request_rules.h"

#include <boost/beast/http/error.hpp>
#include <charconv>
#include <string_view>

#include "infra/http/transport/text.h"

namespace authledger::infra {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_host_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~%!$&'()*+,;=:[]").find(c) != std::string_view::npos;
}

std::optional<Refusal> check_host(const RequestHead& head) {
  const auto hosts = head.count(http::field::host);
  if (hosts > 1) return Refusal{400, "more than one Host"};
  if (hosts == 0) {
    if (head.version() >= 11) return Refusal{400, "no Host"};
    return std::nullopt;
  }
  for (const char c : head[http::field::host]) {
    if (!is_host_char(c)) return Refusal{400, "bad Host"};
  }
  return std::nullopt;
}

std::optional<Refusal> check_length(const RequestHead& head, Framing& framing) {
  const auto codings = head.count(http::field::transfer_encoding);
  const auto lengths = head.count(http::field::content_length);
  if (codings > 0 && lengths > 0) {
    return Refusal{400, "Content-Length beside Transfer-Encoding"};
  }
  if (codings > 0) {
    if (head.version() < 11) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
    if (codings > 1 || !same_name(view(head[http::field::transfer_encoding]), "chunked")) {
      return Refusal{501, "unknown transfer coding"};
    }
    framing.chunked = true;
  }
  if (lengths > 1) return Refusal{400, "more than one Content-Length"};
  if (lengths == 1) {
    const auto text = view(head[http::field::content_length]);
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, framing.length);
    if (error != std::errc() || stop != end) return Refusal{400, "bad Content-Length"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_head(const RequestHead& head, const HttpLimits& limits,
                                  Framing& framing) {
  if (head.target().size() > limits.target_bytes_max) {
    return Refusal{414, "request target too long"};
  }
  if (auto refusal = check_host(head)) return refusal;
  if (auto refusal = check_length(head, framing)) return refusal;
  if (head.version() >= 11 && head.count(http::field::expect) > 0) {
    if (!same_name(view(head[http::field::expect]), "100-continue")) {
      return Refusal{417, "unknown expectation"};
    }
    framing.expects_continue = true;
  }
  return std::nullopt;
}

Refusal parser_refusal(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return {413, "body too large"};
  if (error == http::error::header_limit) return {431, "header lines too large"};
  if (error == http::error::bad_version) return {505, "not HTTP/1.0 or HTTP/1.1"};
  if (error == http::error::bad_transfer_encoding || error == http::error::bad_content_length) {
    return {400, "ambiguous length"};
  }
  return {400, "malformed request"};
}

}  // namespace authledger::infra
