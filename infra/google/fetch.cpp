#include "infra/google/fetch.h"

#include "infra/mail/curl_call.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

struct Body {
  std::string text;
  std::size_t bytes_max = 0;
};

// Another count than it was given ends the transfer.
std::size_t keep(char* data, std::size_t size, std::size_t count, void* into) noexcept {
  auto& body = *static_cast<Body*>(into);
  const std::size_t bytes = size * count;
  if (body.text.size() + bytes > body.bytes_max) return 0;
  try {
    body.text.append(data, bytes);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return bytes;
}

}  // namespace

Result<Fetched> fetch(const std::string& url, const std::string& form, const FetchLimits& limits) {
  const std::function<bool()> never = [] { return false; };
  CurlCall call({limits.timeout_ms, limits.ca_file}, never);
  Body body{{}, limits.bytes_max};
  CurlList headers;
  append(headers, "Accept: application/json");
  call.set(CURLOPT_URL, url.c_str());
  call.set(CURLOPT_PROTOCOLS_STR, "http,https");
  call.set(CURLOPT_HTTPHEADER, headers.get());
  call.set(CURLOPT_WRITEFUNCTION, &keep);
  call.set(CURLOPT_WRITEDATA, &body);
  if (!form.empty()) {
    call.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(form.size()));
    call.set(CURLOPT_POSTFIELDS, form.c_str());
  }
  const auto outcome = call.perform();
  if (outcome.code != CURLE_OK) return fail(errors::kGoogleUnavailable);
  return Fetched{outcome.status, std::move(body.text)};
}

void add_pair(std::string& text, std::string_view name, std::string_view value) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  if (!text.empty()) text += '&';
  text += name;
  text += '=';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';  // RFC 3986, 2.3
    if (plain) {
      text += c;
    } else {
      text += '%';
      text += kHex[byte >> 4U];
      text += kHex[byte & 15U];
    }
  }
}

}  // namespace authledger::infra
