#include "infra/messages/message_texts.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "infra/messages/embedded_templates.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

namespace fs = std::filesystem;
using command::MessageTemplate;

constexpr std::string_view kFallback = "en";
constexpr std::string_view kSubject = "subject:";
constexpr std::string_view kTextMark = "--- text\n";
constexpr std::string_view kHtmlMark = "--- html\n";
constexpr std::string_view kBody = "{{body}}";
constexpr std::size_t kNameMax = 80;             // bytes of a greeting
constexpr std::uintmax_t kFileMax = 256 * 1024;  // bytes of a template

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string_view without_space(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
    text.remove_suffix(1);
  return text;
}

tl::unexpected<Error> wrong(const std::string& source, const std::string& what) {
  return fail(errors::kSettingInvalid, source + ": " + what + ".");
}

}  // namespace

std::string greeting_name(const std::string& name) {
  if (name.size() > kNameMax || name.find_first_of("/@:\\<>") != std::string::npos) return {};
  for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
    if (dot + 1 < name.size() && name[dot + 1] != ' ') return {};  // visit-us.example
  }
  return name;
}

TemplateValues sample_values(const MessageTemplate& about) {
  const TemplateValues all = {{"code", "493817"}, {"minutes", "15"}};
  TemplateValues values;
  for (const auto need : about.needs) {
    if (need.empty()) continue;
    const auto known = all.find(need);
    values[std::string(need)] = known == all.end() ? std::string(need) : known->second;
  }
  values["name"] = "Ada Lovelace";
  values["inviter"] = "Charles Babbage";
  values["link"] = "https://accounts.example.com/confirm?userId=018f0000&code=493817";
  return values;
}

Result<MessageTexts> MessageTexts::load(const std::string& folder, std::string service_name) {
  MessageTexts texts;
  texts.service_name_ = std::move(service_name);
  for (const auto& file : embedded_templates()) {
    AUTHLEDGER_CHECK(texts.add(std::string(file.path), std::string(file.path), file.text));
  }
  if (!folder.empty()) AUTHLEDGER_CHECK(texts.add_folder(folder));
  AUTHLEDGER_CHECK(texts.check());
  return texts;
}

Status MessageTexts::add_folder(const std::string& folder) {
  std::error_code failed;
  fs::recursive_directory_iterator files(folder, failed);
  if (failed) return wrong("messages.templates_dir " + folder, failed.message());
  for (const auto& entry : files) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file(failed) || (extension != ".txt" && extension != ".html")) continue;
    if (entry.file_size(failed) > kFileMax) return wrong(entry.path(), "is too large");
    std::ifstream file(entry.path());
    if (!file) return wrong(entry.path(), "cannot be read");
    std::stringstream content;
    content << file.rdbuf();
    const auto path = fs::relative(entry.path(), folder, failed).generic_string();
    AUTHLEDGER_CHECK(add(path, entry.path().string(), content.str()));
  }
  return {};
}

Status MessageTexts::add(const std::string& path, const std::string& source,
                         std::string_view content) {
  if (path == "layout.html") {
    if (content.find(kBody) == std::string_view::npos) return wrong(source, "has no {{body}}");
    layout_ = content;
    return {};
  }
  const auto slash = path.find('/');
  if (slash == std::string::npos || !path.ends_with(".txt"))
    return wrong(source, "is not <language>/<template>.txt");
  const bool tag = std::all_of(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(slash),
                               [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
  if (!tag) return wrong(source, "is in no folder with the name of a language");
  const auto name = path.substr(slash + 1, path.size() - slash - 5);
  const auto* about = command::find_template(name);
  if (about == nullptr) return wrong(source, "is no message of this program");
  const auto text_at = content.find(kTextMark);
  const auto html_at = content.find(kHtmlMark);
  if (text_at == std::string_view::npos) return wrong(source, "has no line '--- text'");
  Text text;
  text.source = source;
  const auto head = without_space(content.substr(0, text_at));
  if (about->channel == command::channels::kEmail) {
    if (!head.starts_with(kSubject) || head.find('\n') != std::string_view::npos)
      return wrong(source, "must begin with one line 'subject: …'");
    if (html_at == std::string_view::npos || html_at < text_at)
      return wrong(source, "has no line '--- html' behind the text");
    text.subject = without_space(head.substr(kSubject.size()));
    text.html = without_space(content.substr(html_at + kHtmlMark.size()));
  } else if (!head.empty() || html_at != std::string_view::npos) {
    return wrong(source, "is a text message: '--- text' alone");
  }
  const auto body_at = text_at + kTextMark.size();
  text.text = without_space(
      content.substr(body_at, html_at == std::string_view::npos ? html_at : html_at - body_at));
  texts_[lower(path.substr(0, slash)) + "/" + name] = std::move(text);
  return {};
}

Status MessageTexts::check() const {
  for (const auto& [key, text] : texts_) {
    const auto* about = command::find_template(key.substr(key.find('/') + 1));
    auto values = sample_values(*about);
    for (const bool optional : {true, false}) {
      if (!optional) values.erase("name"), values.erase("inviter"), values.erase("link");
      auto filled = values;
      filled["service"] = service_name_;
      filled["time"] = "2026-01-01 00:00 UTC";
      filled["language"] = key.substr(0, key.find('/'));
      const auto rendered = fill(text, key.substr(0, key.find('/')), filled);
      if (!rendered) return wrong(text.source, rendered.error().detail);
      if (rendered->text.empty()) return wrong(text.source, "is empty");
    }
  }
  for (const auto& about : command::templates::kAll) {
    if (!texts_.contains(std::string(kFallback) + "/" + std::string(about.name)))
      return wrong(std::string(about.name), "has no text in English");
  }
  return {};
}

const MessageTexts::Text* MessageTexts::find(std::string_view name, std::string& language) const {
  const std::string asked = lower(language);
  for (const auto& one :
       {asked, asked.substr(0, asked.find_first_of("-_")), std::string(kFallback)}) {
    const auto found = texts_.find(one + "/" + std::string(name));
    if (found == texts_.end()) continue;
    language = one;
    return &found->second;
  }
  return nullptr;
}

Result<RenderedMessage> MessageTexts::fill(const Text& text, const std::string& language,
                                           const TemplateValues& values) const {
  RenderedMessage out;
  out.language = language;
  AUTHLEDGER_TRY(subject, fill_template(text.subject, values, Escape::kNone));
  AUTHLEDGER_TRY(plain, fill_template(text.text, values, Escape::kNone));
  out.subject = std::move(subject);
  out.text = std::move(plain);
  if (text.html.empty()) return out;
  AUTHLEDGER_TRY(html, fill_template(text.html, values, Escape::kHtml));
  const auto body = layout_.find(kBody);
  AUTHLEDGER_TRY(head, fill_template(layout_.substr(0, body), values, Escape::kHtml));
  AUTHLEDGER_TRY(tail, fill_template(layout_.substr(body + kBody.size()), values, Escape::kHtml));
  out.html = head + html + tail;
  return out;
}

Result<RenderedMessage> MessageTexts::render(const MessageTemplate& about,
                                             std::string_view language, TemplateValues values,
                                             Timestamp requested_at) const {
  std::string found(language);
  const auto* text = find(about.name, found);
  if (text == nullptr) return fail(errors::kTemplateInvalid, std::string(about.name));
  for (const char* chosen : {"name", "inviter"}) {
    if (const auto name = values.find(chosen); name != values.end())
      name->second = greeting_name(name->second);
  }
  values["service"] = service_name_;
  values["language"] = found;
  const auto time = to_iso8601(requested_at);  // 2026-03-01T10:00:00.000Z
  values["time"] = time.substr(0, 10) + " " + time.substr(11, 5) + " UTC";
  return fill(*text, found, values);
}

std::vector<std::string> MessageTexts::languages() const {
  std::set<std::string> names;
  for (const auto& [key, text] : texts_) names.insert(key.substr(0, key.find('/')));
  return {names.begin(), names.end()};
}

}  // namespace authledger::infra
