// The texts of messages per language: the program's own, and over them those of a folder of the
// operator's (messages.templates_dir), file by file.
//
//   <language>/<template>.txt   subject: one line, mails only
//                               --- text
//                               plain text
//                               --- html
//                               a fragment, mails only; layout.html is put around it
//   layout.html                 with {{language}} and {{body}}
#pragma once

#include <map>
#include <string>
#include <vector>

#include "command/message/templates.h"
#include "infra/messages/template_text.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

struct RenderedMessage {
  std::string language;  // the one that was found
  std::string subject;   // of a mail
  std::string text;
  std::string html;  // of a mail
};

// Thread-safe once loaded.
class MessageTexts {
 public:
  // `folder` empty: the program's own alone. Every template is filled once with and once without
  // its optional parameters. Errors: settings.invalid naming the file and what is wrong with it.
  static Result<MessageTexts> load(const std::string& folder, std::string service_name);

  // Language: as asked for (de-AT), else its first part (de), else en. Errors:
  // message.template_is_invalid.
  Result<RenderedMessage> render(const command::MessageTemplate& about, std::string_view language,
                                 TemplateValues values, Timestamp requested_at) const;

  std::vector<std::string> languages() const;

 private:
  struct Text {
    std::string source;  // the file, for errors
    std::string subject, text, html;
  };
  using Texts = std::map<std::string, Text, std::less<>>;  // by language/name

  Status add(const std::string& path, const std::string& source, std::string_view content);
  Status add_folder(const std::string& folder);
  Status check() const;
  const Text* find(std::string_view name, std::string& language) const;
  Result<RenderedMessage> fill(const Text& text, const std::string& language,
                               const TemplateValues& values) const;

  Texts texts_;
  std::string layout_;
  std::string service_name_;
};

// A name that a stranger chose, if it can stand in a mail to somebody else: nothing that a mail
// program would make a link of, and not too long. Else empty.
std::string greeting_name(const std::string& name);

// Values that show a template off: for previews and for checking.
TemplateValues sample_values(const command::MessageTemplate& about);

}  // namespace authledger::infra
