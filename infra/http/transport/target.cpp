#include "infra/http/transport/target.h"

#include "infra/http/percent_coding.h"
#include "infra/http/transport/text.h"

namespace authledger::infra {
namespace {

bool decode_query(std::string_view text, HttpFields& query) {
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto key = percent_decode(pair.substr(0, equals), PlusSign::kSpace);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), PlusSign::kSpace);
    if (!key || !value) return false;
    query.emplace_back(std::move(*key), std::move(*value));
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
  auto decoded = percent_decode(path, PlusSign::kItself);
  if (!decoded || !decode_query(query, target.query)) {
    return Refusal{400, "bad percent-encoding in the target"};
  }
  target.path = std::move(*decoded);
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
