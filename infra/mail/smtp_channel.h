// Mail by SMTP, through libcurl: smtp:// with STARTTLS, smtps://, authentication. Several servers
// are tried in their order until one takes the mail.
#pragma once

#include <string>
#include <vector>

#include "infra/mail/mime.h"
#include "infra/messages/delivery.h"

namespace authledger::infra {

enum class StartTls { kRequired, kOptional, kOff };

struct SmtpOptions {
  std::vector<std::string> urls;  // smtp[s]://[user:password@]host[:port][/name for EHLO]
  std::string username;           // for servers whose URL names none
  std::string password;
  Mailbox from;
  StartTls starttls = StartTls::kRequired;  // of smtp://
  std::string ca_file;                      // PEM; empty: the system's
  long timeout_ms = 30'000;                 // of one server
};

// Thread-safe. Every attempt has a connection of its own: nothing is lost with one that died.
// Recipients of one mail that a server refuses do not keep it from the others.
class SmtpChannel final : public Channel {
 public:
  explicit SmtpChannel(SmtpOptions options) : options_(std::move(options)) {}

  // Refused for good only if every server that answered says so; what may be the fault of our
  // account or of the connection is tried again.
  Delivery send(const Outgoing& message, const std::function<bool()>& interrupted) override;

 private:
  Delivery send_by(const std::string& url, const Outgoing& message, const std::string& mime,
                   const std::function<bool()>& interrupted) const;

  const SmtpOptions options_;
};

}  // namespace authledger::infra
