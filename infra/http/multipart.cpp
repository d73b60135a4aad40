#include "infra/http/multipart.h"

#include <algorithm>
#include <set>

#include "infra/http/query_parameters.h"
#include "infra/http/transport/text.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kBoundaryMax = 70;  // RFC 2046 §5.1.1

tl::unexpected<Error> bad(const char* why) {
  return fail(errors::kInvalidMultipart, std::string("The multipart body is not valid: ") + why);
}

bool is_token(std::string_view text) {  // RFC 9110 §5.6.2
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

struct Parameter {
  std::string name;  // lower case
  std::string value;
};

// A value with its parameters: `form-data; name="file"`. Nothing: it can't be read.
struct Parameterised {
  std::string value;  // lower case
  std::vector<Parameter> parameters;
  const std::string* find(std::string_view name) const {
    for (const auto& one : parameters) {
      if (one.name == name) return &one.value;
    }
    return nullptr;
  }
};

// A quoted string; moves behind it.
std::optional<std::string> quoted(std::string_view& rest) {
  std::string out;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    char c = rest[i];
    if (c == '"') {
      rest.remove_prefix(i + 1);
      return out;
    }
    // Only what must be escaped is: browsers of old send paths with single backslashes.
    if (c == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\'))
      c = rest[++i];
    out += c;
  }
  return std::nullopt;
}

std::optional<Parameterised> parameterised(std::string_view text) {
  Parameterised out;
  const auto first = text.find(';');
  out.value = lower_id(trimmed(text.substr(0, first)));
  std::string_view rest = first == std::string_view::npos ? "" : text.substr(first);
  while (!(rest = trimmed(rest)).empty()) {
    if (rest.front() != ';') return std::nullopt;
    rest = trimmed(rest.substr(1));
    if (rest.empty()) break;  // a semicolon at the end
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Parameter one{lower_id(trimmed(rest.substr(0, equals))), {}};
    if (!is_token(one.name) || out.find(one.name) != nullptr) return std::nullopt;
    rest.remove_prefix(equals + 1);
    rest = trimmed(rest);
    if (!rest.empty() && rest.front() == '"') {
      auto value = quoted(rest);
      if (!value) return std::nullopt;
      one.value = std::move(*value);
    } else {
      const auto end = std::min(rest.find(';'), rest.size());
      one.value = std::string(trimmed(rest.substr(0, end)));
      if (!is_token(one.value)) return std::nullopt;
      rest.remove_prefix(end);
    }
    out.parameters.push_back(std::move(one));
  }
  return out;
}

bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= kBoundaryMax && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
         });
}

Status read_disposition(std::string_view value, MultipartPart& part) {
  const auto disposition = parameterised(value);
  if (!disposition || disposition->value != "form-data")
    return bad("a part has no Content-Disposition of form-data.");
  const auto* name = disposition->find("name");
  if (name == nullptr || name->empty()) return bad("a part has no name.");
  // RFC 7578 §4.2 forbids it: two names of one file could be told apart by nobody.
  if (disposition->find("filename*") != nullptr) return bad("filename* is not allowed.");
  part.name = *name;
  if (const auto* file = disposition->find("filename")) part.file_name = *file;
  return {};
}

Status read_header(std::string_view line, std::set<std::string>& seen, MultipartPart& part) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return bad("a part has a broken header.");
  const std::string name = lower_id(line.substr(0, colon));
  const auto value = trimmed(line.substr(colon + 1));
  const bool plain = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return (c >= 0x20 && c != 0x7F) || c == '\t';
  });
  if (!plain) return bad("a header holds control characters.");
  if (!seen.insert(name).second) return bad("a part has a header twice.");
  if (name == "content-disposition") return read_disposition(value, part);
  if (name == "content-type") part.content_type = std::string(value);
  const std::string encoding = name == "content-transfer-encoding" ? lower_id(value) : "binary";
  if (encoding != "binary" && encoding != "8bit" && encoding != "7bit")
    return bad("a part is encoded.");
  return {};
}

// Header lines up to the empty one; moves behind it.
Status read_headers(std::string_view& rest, MultipartPart& part) {
  const auto limit = rest.substr(0, kMultipartHeaderBytesMax);
  const auto end = limit.find("\r\n\r\n");
  if (end == std::string_view::npos) return bad("a part's headers are too long or do not end.");
  std::set<std::string> seen;
  std::string_view lines = rest.substr(0, end + 2);
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find(kLineEnd));
    AUTHLEDGER_CHECK(read_header(line, seen, part));
    lines.remove_prefix(line.size() + 2);
  }
  if (!seen.contains("content-disposition")) return bad("a part has no Content-Disposition.");
  rest.remove_prefix(end + 4);
  return {};
}

}  // namespace

Result<std::vector<MultipartPart>> parse_multipart(std::string_view content_type,
                                                   std::string_view body) {
  const auto type = parameterised(content_type);
  if (!type || type->value != "multipart/form-data") return fail(errors::kNotMultipart);
  const auto* boundary = type->find("boundary");
  if (boundary == nullptr || !is_boundary(*boundary)) return bad("it has no sound boundary.");
  const std::string first = "--" + *boundary;
  const std::string delimiter = "\r\n" + first;
  if (!body.starts_with(first)) return bad("it does not begin with its boundary.");
  body.remove_prefix(first.size());
  std::vector<MultipartPart> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with(kLineEnd)) return bad("a boundary goes on.");
    body.remove_prefix(2);
    if (parts.size() == kMultipartPartsMax) return bad("it has too many parts.");
    MultipartPart part;
    AUTHLEDGER_CHECK(read_headers(body, part));
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return bad("a part does not end.");
    part.body = body.substr(0, end);
    body.remove_prefix(end + delimiter.size());
    parts.push_back(std::move(part));
  }
  body.remove_prefix(2);
  if (!body.empty() && body != kLineEnd) return bad("text stands behind its end.");
  return parts;
}

}  // namespace authledger::infra
