// A mail as the bytes of RFC 5322 and MIME: UTF-8 subject (RFC 2047), text and HTML as
// multipart/alternative in quoted-printable. What goes in can add no header: CR, LF and other
// control characters become spaces. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/ids.h"
#include "shared/time.h"

namespace authledger::infra {

struct Mailbox {
  std::string name;  // may be empty
  std::string address;
  std::string domain() const { return address.substr(address.rfind('@') + 1); }
};

// `address`, or `name <address>`; nothing when that is no address.
std::optional<Mailbox> parse_mailbox(std::string_view text);

struct Mail {
  MessageId id;  // Message-ID is <id@domain of from>: the same at every attempt
  Mailbox from;
  std::vector<std::string> to;
  std::string subject;
  std::string text;
  std::string html;  // empty: text alone
  std::string language;
  Timestamp date;
};

// Lines end with CRLF. The same mail gives the same bytes.
std::string mime_of(const Mail& mail);

std::string message_id_header(const MessageId& id, const Mailbox& from);  // with angle brackets
std::string encoded_words(std::string_view text);  // as it is, if it is plain ASCII
std::string quoted_printable(std::string_view text);
std::string rfc5322_date(Timestamp time);

}  // namespace authledger::infra
