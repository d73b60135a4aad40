// The texts that the program brings along, and those of an operator over them.
#include "infra/messages/message_texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "shared/errors.h"

namespace authledger::test {
namespace {

using namespace infra;
using command::MessageTemplate;
namespace fs = std::filesystem;
namespace templates = command::templates;

constexpr Timestamp kRequested{1'767'225'600'000};  // 2026-01-01T00:00:00Z

MessageTexts own(const std::string& folder = "") {
  return MessageTexts::load(folder, "Test & Co").value();
}

RenderedMessage rendered(const MessageTexts& texts, const MessageTemplate& about,
                         std::string_view language = "en") {
  return texts.render(about, language, sample_values(about), kRequested).value();
}

class Folder {
 public:
  Folder() {
    std::string name = fs::temp_directory_path() / "authledger-texts-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << text;
  }
  std::string path() const { return path_; }

 private:
  fs::path path_;
};

const std::string kMail = "subject: Hi {{code}}\n--- text\n{{code}}\n--- html\n<b>{{code}}</b>\n";

TEST(MessageTexts, EveryMessageInEveryLanguage) {
  const auto texts = own();
  EXPECT_EQ(texts.languages(), (std::vector<std::string>{"de", "en", "es", "fr", "tr"}));
  for (const auto& language : texts.languages()) {
    for (const auto& about : templates::kAll) {
      const auto message = rendered(texts, about, language);
      EXPECT_EQ(message.language, language) << about.name;
      const bool mail = about.channel == command::channels::kEmail;
      EXPECT_EQ(message.subject.empty(), !mail) << language << "/" << about.name;
      EXPECT_EQ(message.html.empty(), !mail) << language << "/" << about.name;
      EXPECT_NE(message.text.find("Test & Co"), std::string::npos) << about.name;
      EXPECT_EQ(message.text.find("{{"), std::string::npos) << about.name;
      if (mail) {
        EXPECT_NE(message.html.find("<html lang=\"" + language), std::string::npos);
      }
      if (about.needs[0] == "code") {
        EXPECT_NE(message.text.find("493817"), std::string::npos);
      }
    }
  }
}

TEST(MessageTexts, TextMessagesFitIntoOne) {
  const auto texts = own();
  for (const auto& about : templates::kAll) {
    if (about.channel != command::channels::kSms) continue;
    EXPECT_LE(rendered(texts, about, "en").text.size(), 160u) << about.name;
  }
}

TEST(MessageTexts, AnUnknownLanguageFallsBack) {
  const auto texts = own();
  for (const auto& [asked, found] : std::vector<std::pair<std::string, std::string>>{
           {"de-AT", "de"}, {"DE", "de"}, {"pt-BR", "en"}, {"", "en"}, {"../../etc", "en"}}) {
    EXPECT_EQ(rendered(texts, templates::kEmailVerification, asked).language, found) << asked;
  }
}

TEST(MessageTexts, HtmlEscapesWhatStrangersChose) {
  const auto texts = own();
  auto values = sample_values(templates::kEmailVerification);
  values["name"] = "Eve & \"Son\"";
  const auto message =
      texts.render(templates::kEmailVerification, "en", values, kRequested).value();
  EXPECT_NE(message.html.find("Eve &amp; &quot;Son&quot;"), std::string::npos);
  EXPECT_NE(message.html.find("Test &amp; Co"), std::string::npos);
  EXPECT_NE(message.html.find("userId=018f0000&amp;code=493817"), std::string::npos);
}

TEST(MessageTexts, ANameCarriesNoLink) {
  for (const char* name : {"Ada Lovelace", "J. R. R. Tolkien", "Ølaf", "O'Neill"})
    EXPECT_EQ(greeting_name(name), name);
  for (const std::string& name :
       {std::string("win at http://evil.example"), std::string("evil.example"),
        std::string("me@evil.example"), std::string("<a>"), std::string(81, 'x')})
    EXPECT_EQ(greeting_name(name), "");
}

TEST(MessageTexts, TheTimeOfTheRequestIsThere) {
  const auto message = rendered(own(), templates::kPasswordChangedNotice);
  EXPECT_NE(message.text.find("2026-01-01 00:00 UTC"), std::string::npos) << message.text;
}

TEST(MessageTexts, AFolderGoesOverTheOwnOnesFileByFile) {
  const Folder folder;
  folder.write("en/email_verification.txt", kMail);
  folder.write("pt-BR/email_verification.txt", kMail);
  folder.write("layout.html", "<html>[{{body}}]</html>");
  folder.write("notes.md", "not a template");
  const auto texts = own(folder.path());
  const auto changed = rendered(texts, templates::kEmailVerification);
  EXPECT_EQ(changed.subject, "Hi 493817");
  EXPECT_EQ(changed.text, "493817");
  EXPECT_EQ(changed.html, "<html>[<b>493817</b>]</html>");
  EXPECT_EQ(rendered(texts, templates::kEmailVerification, "pt-br").language, "pt-br");
  EXPECT_NE(rendered(texts, templates::kEmailVerification, "de").subject, changed.subject);
  EXPECT_NE(rendered(texts, templates::kMobileVerification).text, "");
}

TEST(MessageTexts, AWrongFileIsNamedAtTheStart) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"en/no_such_message.txt", kMail},
      {"email_verification.txt", kMail},
      {"e n/email_verification.txt", kMail},
      {"en/email_verification.txt", "subject: x\n--- text\n{{typo}}\n--- html\nx\n"},
      {"en/email_verification.txt", "subject: x\n--- text\n{{name}}\n--- html\nx\n"},
      {"en/email_verification.txt", "subject: x\n--- text\nx\n--- html\n{{link}}\n"},
      {"en/email_verification.txt", "subject: x\nBcc: y\n--- text\nx\n--- html\nx\n"},
      {"en/email_verification.txt", "--- text\nx\n--- html\nx\n"},
      {"en/email_verification.txt", "subject: x\n--- text\nx\n"},
      {"en/email_verification.txt", "subject: x\n"},
      {"en/mobile_verification.txt", kMail},
      {"en/mobile_verification.txt", "--- text\n\n"},
      {"layout.html", "<html></html>"}};
  for (const auto& [file, text] : wrong) {
    const Folder folder;
    folder.write(file, text);
    const auto loaded = MessageTexts::load(folder.path(), "Test");
    ASSERT_FALSE(loaded) << file << "\n" << text;
    EXPECT_EQ(loaded.error().id, errors::kSettingInvalid.id);
    EXPECT_NE(loaded.error().detail.find(file), std::string::npos) << loaded.error().detail;
  }
  EXPECT_FALSE(MessageTexts::load("/nonexistent/folder", "Test"));
}

}  // namespace
}  // namespace authledger::test
