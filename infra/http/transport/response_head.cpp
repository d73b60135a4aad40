#include "infra/http/transport/response_head.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <ctime>
#include <string_view>

#include "infra/http/transport/text.h"

namespace authledger::infra {
namespace {

bool is_ours(std::string_view name) {
  return same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding") ||
         same_name(name, "Connection") || same_name(name, "Date") || same_name(name, "Keep-Alive");
}

/// IMF-fixdate (RFC 9110 §5.6.7), made once per second and thread.
std::string_view date() {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  thread_local std::time_t made = -1;
  thread_local std::array<char, 64> text{};
  thread_local std::size_t size = 0;
  const std::time_t now = std::time(nullptr);
  if (now != made) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    const int written =
        std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                      kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                      kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                      utc.tm_hour, utc.tm_min, utc.tm_sec);
    size = static_cast<std::size_t>(std::max(written, 0));
    made = now;
  }
  return {text.data(), size};
}

}  // namespace

bool is_sendable(const HttpResponse& response) {
  if (response.status < 200 || response.status > 999) return false;
  return std::all_of(response.headers.begin(), response.headers.end(), [](const auto& field) {
    const auto& [name, value] = field;
    return !name.empty() && std::all_of(name.begin(), name.end(), is_token_char) &&
           value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
  });
}

bool asks_to_close(const HttpResponse& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const auto& field) {
    return same_name(field.first, "Connection") && same_name(field.second, "close");
  });
}

bool is_bodyless(int status) { return status == 204 || status == 304; }

std::string response_head(const HttpResponse& response, const ResponseFraming& framing) {
  std::string out;
  out.reserve(256);
  out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  const auto phrase = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  out.append(phrase.data(), phrase.size()).append("\r\nDate: ").append(date()).append("\r\n");
  if (framing.chunked) out.append("Transfer-Encoding: chunked\r\n");
  if (framing.length) {
    out.append("Content-Length: ").append(std::to_string(*framing.length)).append("\r\n");
  }
  if (!framing.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (framing.http10) {
    out.append("Connection: keep-alive\r\n");
  }
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  return out.append("\r\n");
}

}  // namespace authledger::infra
