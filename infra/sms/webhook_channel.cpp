#include "infra/sms/webhook_channel.h"

#include <algorithm>

#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "infra/mail/curl_call.h"
#include "shared/codec.h"

namespace authledger::infra {
namespace {

constexpr int kRetryAfterMax_s = 24 * 3600;

struct TextBody {
  std::string id;
  std::string to;
  std::string from;
  std::string text;
  static constexpr auto fields() {
    return std::tuple{field("id", &TextBody::id), field("to", &TextBody::to),
                      field("from", &TextBody::from), field("text", &TextBody::text)};
  }
};

// application/x-www-form-urlencoded (WHATWG URL, 5.2).
std::string form_encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '*' || c == '-' || c == '.' || c == '_';
    if (plain) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

Delivery answer_of(const CurlCall::Outcome& outcome, int retry_after_s) {
  if (outcome.code != CURLE_OK) return delivery_of(outcome.code);
  const int status = outcome.status;
  if (status >= 200 && status < 300) return Delivery::sent();
  if (status == 400 || status == 413 || status == 422) return Delivery::never("refused", status);
  if (status == 401 || status == 403) return Delivery::later("authentication", status);
  auto busy = Delivery::later("busy", status);
  busy.retry_after_s = std::clamp(retry_after_s, 0, kRetryAfterMax_s);
  return busy;
}

}  // namespace

std::string webhook_body(const WebhookOptions& options, const Outgoing& message) {
  const TextBody body{message.id.value, message.to.empty() ? std::string() : message.to.front(),
                      options.from, message.content.text};
  if (options.style == WebhookStyle::kJson) return encode(body);
  std::string out;
  for_each_field<TextBody>([&](const auto& one) {
    if (!out.empty()) out += '&';
    out += std::string(one.name) + "=" + form_encoded(body.*(one.member));
  });
  return out;
}

std::string webhook_signature(const std::string& secret, Timestamp now, const std::string& body) {
  const std::string time = std::to_string(now.ms / 1000);
  return "t=" + time + ",v1=" + hex_encode(hmac_sha256(secret, time + "." + body));
}

Delivery WebhookChannel::send(const Outgoing& message, const std::function<bool()>& interrupted) {
  CurlCall call({options_.timeout_ms, options_.ca_file}, interrupted);
  const std::string body = webhook_body(options_, message);
  CurlList headers;
  append(headers, options_.style == WebhookStyle::kJson
                      ? "Content-Type: application/json"
                      : "Content-Type: application/x-www-form-urlencoded");
  append(headers, "Idempotency-Key: " + message.id.value);
  append(headers, "Expect:");
  if (!options_.secret.empty()) {
    append(headers,
           "Authledger-Signature: " + webhook_signature(options_.secret, clock_.now(), body));
  }
  call.set(CURLOPT_URL, options_.url.c_str());
  call.set(CURLOPT_PROTOCOLS_STR, "http,https");
  call.set(CURLOPT_HTTPHEADER, headers.get());
  call.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  call.set(CURLOPT_POSTFIELDS, body.c_str());
  const auto outcome = call.perform();
  curl_off_t retry_after_s = 0;
  curl_easy_getinfo(call.handle(), CURLINFO_RETRY_AFTER, &retry_after_s);
  return answer_of(outcome, static_cast<int>(std::min<curl_off_t>(retry_after_s, 1 << 30)));
}

}  // namespace authledger::infra
