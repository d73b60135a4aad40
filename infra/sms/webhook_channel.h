// Text messages through a provider's webhook: one POST per message, as JSON or as a form, signed.
//
//   {"id":"<message id>","to":"+49…","from":"…","text":"…"}        style json
//   id=…&to=…&from=…&text=…                                         style form
//
//   Idempotency-Key: <message id>        the same at every attempt
//   Authledger-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA256(secret, t + "." + body)>
//
// The receiver compares the signature in constant time and refuses an old t.
#pragma once

#include <string>

#include "infra/messages/delivery.h"

namespace authledger::infra {

enum class WebhookStyle { kJson, kForm };

struct WebhookOptions {
  std::string url;  // http[s]://[user:password@]host…
  WebhookStyle style = WebhookStyle::kJson;
  std::string secret;  // empty: no signature
  std::string from;    // a number or a name; empty: the provider's
  std::string ca_file;
  long timeout_ms = 30'000;
};

// Thread-safe. 2xx is sent; 400, 413 and 422 are refused for good: the provider says that this
// message is wrong; all else is tried again, Retry-After heeded.
class WebhookChannel final : public Channel {
 public:
  // REQUIRES: `clock` outlives it.
  WebhookChannel(WebhookOptions options, const Clock& clock)
      : options_(std::move(options)), clock_(clock) {}
  Delivery send(const Outgoing& message, const std::function<bool()>& interrupted) override;

 private:
  const WebhookOptions options_;
  const Clock& clock_;
};

// The body of a message, and the value of the signature header.
std::string webhook_body(const WebhookOptions& options, const Outgoing& message);
std::string webhook_signature(const std::string& secret, Timestamp now, const std::string& body);

}  // namespace authledger::infra
