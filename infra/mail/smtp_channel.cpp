#include "infra/mail/smtp_channel.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "infra/mail/curl_call.h"

namespace authledger::infra {
namespace {

// What is left to be read by libcurl, which doubles leading dots itself.
struct Upload {
  std::string_view rest;
};

std::size_t read(char* into, std::size_t size, std::size_t count, void* from) noexcept {
  auto& upload = *static_cast<Upload*>(from);
  const auto length = std::min(size * count, upload.rest.size());
  std::memcpy(into, upload.rest.data(), length);
  upload.rest.remove_prefix(length);
  return length;
}

// 521: no mail here; 530, 534, 535, 538: authentication. Not the mail's fault.
bool is_about_us(int code) {
  static constexpr std::array kCodes = {521, 530, 534, 535, 538};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

Delivery answer_of(const CurlCall::Outcome& outcome) {
  if (outcome.code == CURLE_OK) return Delivery::sent();
  const bool refusal = outcome.code == CURLE_SEND_ERROR || outcome.code == CURLE_WEIRD_SERVER_REPLY;
  if (refusal && outcome.status >= 400) {
    if (is_about_us(outcome.status)) return Delivery::later("authentication", outcome.status);
    if (outcome.status < 500) return Delivery::later("busy", outcome.status);
    return Delivery::never("refused", outcome.status);
  }
  auto delivery = delivery_of(outcome.code);
  delivery.code = outcome.status;
  return delivery;
}

long ssl_level(StartTls starttls) {
  switch (starttls) {
    case StartTls::kOptional:
      return CURLUSESSL_TRY;
    case StartTls::kOff:
      return CURLUSESSL_NONE;
    case StartTls::kRequired:
      break;
  }
  return CURLUSESSL_ALL;
}

}  // namespace

Delivery SmtpChannel::send(const Outgoing& message, const std::function<bool()>& interrupted) {
  const std::string mime =
      mime_of({message.id, options_.from, message.to, message.content.subject, message.content.text,
               message.content.html, message.content.language, message.requested_at});
  std::optional<Delivery> out;
  for (const auto& url : options_.urls) {
    const auto one = send_by(url, message, mime, interrupted);
    if (one.what == Delivery::What::kSent || one.reason == "interrupted") return one;
    // A server that may take it later outweighs those that never will.
    if (!out || one.what == Delivery::What::kLater) out = one;
  }
  return out.value_or(Delivery::later("not_configured"));
}

Delivery SmtpChannel::send_by(const std::string& url, const Outgoing& message,
                              const std::string& mime,
                              const std::function<bool()>& interrupted) const {
  CurlCall call({options_.timeout_ms, options_.ca_file}, interrupted);
  CurlList recipients;
  for (const auto& one : message.to) append(recipients, "<" + one + ">");
  const std::string from = "<" + options_.from.address + ">";
  Upload upload{mime};
  call.set(CURLOPT_URL, url.c_str());
  call.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  call.set(CURLOPT_USE_SSL, ssl_level(options_.starttls));
  if (!options_.username.empty() && url.find('@') == std::string::npos) {
    call.set(CURLOPT_USERNAME, options_.username.c_str());
    call.set(CURLOPT_PASSWORD, options_.password.c_str());
  }
  call.set(CURLOPT_MAIL_FROM, from.c_str());
  call.set(CURLOPT_MAIL_RCPT, recipients.get());
  call.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  call.set(CURLOPT_UPLOAD, 1L);
  call.set(CURLOPT_READFUNCTION, &read);
  call.set(CURLOPT_READDATA, &upload);
  return answer_of(call.perform());
}

}  // namespace authledger::infra
