#include "infra/mail/mime.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "infra/crypto/encoding.h"
#include "shared/validation.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kLine = "\r\n";
constexpr std::size_t kWordBytes = 39;      // of an encoded word, so that the first line is short
constexpr std::size_t kPlainMax = 66;       // a subject that stands as it is
constexpr std::size_t kQuotedLineMax = 75;  // and the = of a soft line break

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string header_text(std::string_view text) {
  std::string out(text);
  std::replace_if(out.begin(), out.end(), is_control, ' ');
  return out;
}

bool is_plain(std::string_view text) {
  return text.size() <= kPlainMax && text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// The length of the longest piece of at most `bytes` that cuts no character.
std::size_t whole_characters(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size();
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return end == 0 ? bytes : end;
}

std::string base64(std::string_view bytes) {
  auto text = base64_encode_unpadded(bytes);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string quoted_name(const std::string& name) {
  if (!is_plain(name)) return encoded_words(name);
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void add_header(std::string& out, std::string_view name, const std::string& value) {
  out += name;
  out += ": ";
  out += value;
  out += kLine;
}

void add_part(std::string& out, std::string_view type, const std::string& text) {
  add_header(out, "Content-Type", std::string(type) + "; charset=utf-8");
  add_header(out, "Content-Transfer-Encoding", "quoted-printable");
  out += kLine;
  out += quoted_printable(text);
}

std::string joined(const std::vector<std::string>& addresses) {
  std::string out;
  for (const auto& one : addresses) {
    if (!out.empty()) out += ",\r\n ";
    out += header_text(one);
  }
  return out;
}

}  // namespace

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  Mailbox box;
  const auto open = text.rfind('<');
  if (open == std::string_view::npos) {
    box.address = text;
  } else {
    if (!text.ends_with('>')) return std::nullopt;
    auto name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    box.name = name;
    box.address = text.substr(open + 1, text.size() - open - 2);
  }
  const bool local = box.address.ends_with("@localhost") && box.address.size() > 10;
  if (!is_email(box.address) && !(local && is_email(box.address + ".example"))) return std::nullopt;
  if (box.name.find_first_of("<>") != std::string::npos) return std::nullopt;  // two mailboxes
  if (std::any_of(box.name.begin(), box.name.end(), is_control)) return std::nullopt;
  return box;
}

std::string encoded_words(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const auto length = whole_characters(text, kWordBytes);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, length)) + "?=";
    text.remove_prefix(length);
  }
  return out;
}

// RFC 2045, 6.7. Line breaks of any kind become CRLF.
std::string quoted_printable(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  std::string line;
  const auto put = [&](std::string_view piece) {
    if (line.size() + piece.size() > kQuotedLineMax) {
      out += line + "=\r\n";
      line.clear();
    }
    line += piece;
  };
  const auto code = [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    const std::array<char, 3> coded = {'=', kHex[byte >> 4U], kHex[byte & 15U]};
    put({coded.data(), coded.size()});
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    const bool ends = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    if (c == '\n' || c == '\r') {
      out += line + "\r\n";
      line.clear();
    } else if ((c > ' ' && c <= '~' && c != '=') || (c == ' ' && !ends)) {
      put({&c, 1});
    } else {
      code(c);
    }
  }
  return out + line + "\r\n";
}

std::string rfc5322_date(Timestamp time) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = time.ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d +0000",
                kDays.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                kMonths.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                utc.tm_min, utc.tm_sec);
  return text.data();
}

std::string message_id_header(const MessageId& id, const Mailbox& from) {
  return "<" + id.value + "@" + from.domain() + ">";
}

std::string mime_of(const Mail& mail) {
  std::string out;
  const std::string from = "<" + mail.from.address + ">";
  add_header(out, "Date", rfc5322_date(mail.date));
  add_header(out, "From", mail.from.name.empty() ? from : quoted_name(mail.from.name) + " " + from);
  add_header(out, "To", joined(mail.to));
  add_header(out, "Message-ID", message_id_header(mail.id, mail.from));
  add_header(out, "Subject", encoded_words(header_text(mail.subject)));
  if (!mail.language.empty()) add_header(out, "Content-Language", header_text(mail.language));
  add_header(out, "Auto-Submitted", "auto-generated");  // RFC 3834: nobody answers by machine
  add_header(out, "MIME-Version", "1.0");
  if (mail.html.empty()) {
    add_part(out, "text/plain", mail.text);
    return out;
  }
  const std::string boundary = "=_" + mail.id.value;  // no quoted-printable line begins so
  add_header(out, "Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + "\"");
  for (const bool html : {false, true}) {
    out += "\r\n--" + boundary + "\r\n";
    add_part(out, html ? "text/html" : "text/plain", html ? mail.html : mail.text);
  }
  return out + "\r\n--" + boundary + "--\r\n";
}

}  // namespace authledger::infra
