#include "infra/mail/mime.h"

#include <gtest/gtest.h>

#include "infra/crypto/encoding.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using namespace infra;

const MessageId kId{"018f0000-0000-7000-8000-00000000a111"};

Mail mail() {
  return {kId,
          {"The Service", "no-reply@example.com"},
          {"ada@example.com"},
          "Your code",
          "Hello\n",
          "<p>Hello</p>",
          "en",
          Timestamp{1'767'225'600'000}};
}

std::vector<std::string> header_lines(const std::string& mime) {
  std::vector<std::string> lines;
  std::string head = mime.substr(0, mime.find("\r\n\r\n"));
  for (std::size_t at = 0; at < head.size();) {
    const auto end = std::min(head.find("\r\n", at), head.size());
    lines.push_back(head.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

TEST(Mime, HasTheHeadersOfAMail) {
  const auto lines = header_lines(mime_of(mail()));
  const std::vector<std::string> expected = {
      "Date: Thu, 01 Jan 2026 00:00:00 +0000",
      "From: \"The Service\" <no-reply@example.com>",
      "To: ada@example.com",
      "Message-ID: <018f0000-0000-7000-8000-00000000a111@example.com>",
      "Subject: Your code",
      "Content-Language: en",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: multipart/alternative;",
      " boundary=\"=_018f0000-0000-7000-8000-00000000a111\""};
  EXPECT_EQ(lines, expected);
}

TEST(Mime, TheSameMailIsTheSameBytes) { EXPECT_EQ(mime_of(mail()), mime_of(mail())); }

TEST(Mime, NothingAddsAHeader) {
  auto nasty = mail();
  nasty.subject = "x\r\nBcc: eve@example.com\nX: y\rZ: z";
  nasty.to = {"ada@example.com\r\nCc: eve@example.com"};
  nasty.language = "en\r\nX-Evil: 1";
  nasty.from.name = "A\r\nB: c";
  const auto clean = header_lines(mime_of(mail()));
  const auto lines = header_lines(mime_of(nasty));
  ASSERT_EQ(lines.size(), clean.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].substr(0, lines[i].find(':')), clean[i].substr(0, clean[i].find(':')));
  }
}

TEST(Mime, SubjectsAreEncodedWordsOfWholeCharacters) {
  EXPECT_EQ(encoded_words("plain"), "plain");
  EXPECT_EQ(encoded_words("Bestätigen"), "=?UTF-8?B?QmVzdMOkdGlnZW4=?=");
  EXPECT_EQ(encoded_words("=?UTF-8?B?eA==?="), "=?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?=");
  std::string many;
  for (int i = 0; i < 50; ++i) many += "ş€";
  const auto words = encoded_words(many);
  std::string decoded;
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::min(words.find("\r\n ", at), words.size());
    std::string word = words.substr(at, end - at);
    EXPECT_LE(word.size(), 75u);
    ASSERT_TRUE(word.starts_with("=?UTF-8?B?") && word.ends_with("?="));
    word = word.substr(10, word.size() - 12);
    while (word.ends_with('=')) word.pop_back();
    const auto piece = base64_decode_unpadded(word).value();
    EXPECT_NE(static_cast<unsigned char>(piece[0]) & 0xc0U, 0x80U) << "a character was cut";
    decoded += piece;
    at = end + 3;
  }
  EXPECT_EQ(decoded, many);
}

std::string decoded(const std::string& quoted) {
  std::string out;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] != '=') {
      out += quoted[i];
    } else if (quoted.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else {
      out += static_cast<char>(std::stoi(quoted.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  return out;
}

TEST(Mime, QuotedPrintableByExample) {
  EXPECT_EQ(quoted_printable("a=b ä"), "a=3Db =C3=A4\r\n");
  EXPECT_EQ(quoted_printable("end \nx\t\r\ny\rz"), "end=20\r\nx=09\r\ny\r\nz\r\n");
  EXPECT_EQ(quoted_printable(""), "\r\n");
}

TEST(Mime, QuotedPrintableOfAnything) {
  Dice dice(new_seed());
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto left = dice.number(0, 400); left > 0; --left)
      text += static_cast<char>(dice.number(0, 255));
    const auto quoted = quoted_printable(text);
    std::string wanted;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      wanted += text[i] == '\n' || text[i] == '\r' ? std::string("\r\n") : std::string(1, text[i]);
    }
    EXPECT_EQ(decoded(quoted), wanted + "\r\n");
    std::size_t line = 0;
    for (const char c : quoted) {
      EXPECT_TRUE((c >= ' ' && c <= '~') || c == '\r' || c == '\n');
      line = c == '\n' ? 0 : line + 1;
      EXPECT_LE(line, 77u);  // 76 and the CR
    }
  }
}

TEST(Mime, MailboxesAreNameAndAddress) {
  const auto named = parse_mailbox("The Service <no-reply@example.com>");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->name, "The Service");
  EXPECT_EQ(named->address, "no-reply@example.com");
  EXPECT_EQ(named->domain(), "example.com");
  EXPECT_EQ(parse_mailbox("\"Quoted, Inc.\" <a@example.com>")->name, "Quoted, Inc.");
  EXPECT_EQ(parse_mailbox("a@example.com")->name, "");
  EXPECT_TRUE(parse_mailbox("no-reply@localhost"));
  for (const char* wrong : {"", "x", "a@b@c <d>", "A <a@example.com", "A\r\nB <a@example.com>",
                            "<>", "@localhost", "A <a@example.com>, B <b@example.com>"})
    EXPECT_FALSE(parse_mailbox(wrong)) << wrong;
}

}  // namespace
}  // namespace authledger::test
