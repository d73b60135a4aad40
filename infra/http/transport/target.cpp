#include "infra/http/transport/target.h"

#include "infra/http/transport/text.h"

namespace authledger::infra {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Shortest forms up to U+10FFFF without surrogates (RFC 3629 §4).
bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - i < length) return false;
    unsigned code = lead & (0xffU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0U) != 0x80) return false;
      code = (code << 6) | (next & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    i += length;
  }
  return true;
}

bool decode(std::string_view text, bool plus_is_space, std::string& out) {
  out.reserve(text.size());
  bool encoded = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return false;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
      encoded = true;
    } else {
      out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return !encoded || is_utf8(out);
}

bool decode_query(std::string_view text, HttpFields& query) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto& [key, value] = query.emplace_back();
    if (!decode(pair.substr(0, equals), true, key)) return false;
    if (equals < pair.size() && !decode(pair.substr(equals + 1), true, value)) return false;
  }
  return true;
}

/// Browsers send some characters bare that RFC 3986 wants encoded; web::uri refuses those.
void append_encoded(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (std::string_view("\"<>[]\\^`{|}").find(c) == std::string_view::npos) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
}

}  // namespace

std::optional<Refusal> parse_target(std::string_view method, std::string_view raw, Target& target) {
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == '#')
      return Refusal{400, "bad character in the target"};
  }
  if (raw == "*" && method == "OPTIONS") {
    target.path = "*";
    target.uri = "/";
    return std::nullopt;
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (raw.size() > scheme.size() && same_name(raw.substr(0, scheme.size()), scheme)) {
      raw.remove_prefix(scheme.size());
      const auto end = std::min(raw.find_first_of("/?"), raw.size());
      if (end == 0) return Refusal{400, "no authority in the target"};
      raw.remove_prefix(end);
      if (raw.empty() || raw.front() == '?') target.uri = "/";
      break;
    }
  }
  const auto mark = std::min(raw.find('?'), raw.size());
  const auto path = mark == 0 && !target.uri.empty() ? std::string_view("/") : raw.substr(0, mark);
  if (path.empty() || path.front() != '/') return Refusal{400, "the target is not a path"};
  const auto query = raw.substr(std::min(mark + 1, raw.size()));
  if (!decode(path, false, target.path) || !decode_query(query, target.query)) {
    return Refusal{400, "bad percent-encoding in the target"};
  }
  if (target.path.starts_with("//")) return Refusal{400, "the path starts with two slashes"};
  target.uri.clear();
  append_encoded(path, target.uri);
  if (!query.empty()) {
    target.uri.push_back('?');
    append_encoded(query, target.uri);
  }
  return std::nullopt;
}

}  // namespace authledger::infra
