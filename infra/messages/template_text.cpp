#include "infra/messages/template_text.h"

#include <algorithm>

#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(errors::kTemplateInvalid, what);
}

// A tag and what is left behind it.
struct Tag {
  std::string_view name;
  std::string_view rest;
};

Result<Tag> read_tag(std::string_view text) {
  const auto end = text.find(kClose);
  if (end == std::string_view::npos) return wrong("{{ without }}");
  return Tag{text.substr(0, end), text.substr(end + kClose.size())};
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

Result<std::string> fill_template(std::string_view text, const TemplateValues& values,
                                  Escape escape) {
  std::string out;
  for (;;) {
    const auto open = text.find(kOpen);
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    AUTHLEDGER_TRY(tag, read_tag(text.substr(open + kOpen.size())));
    text = tag.rest;
    if (tag.name.starts_with('#')) {
      const auto name = tag.name.substr(1);
      const std::string end = "{{/" + std::string(name) + "}}";
      const auto length = text.find(end);
      if (length == std::string_view::npos) return wrong(end + " is missing");
      const auto known = values.find(name);
      if (known != values.end() && !known->second.empty()) {
        AUTHLEDGER_TRY(inner, fill_template(text.substr(0, length), values, escape));
        out += inner;
      }
      text.remove_prefix(length + end.size());
      continue;
    }
    const auto known = values.find(tag.name);
    if (known == values.end()) return wrong("{{" + std::string(tag.name) + "}} has no value");
    const std::string value = one_line(known->second);
    out += escape == Escape::kHtml ? escape_html(value) : value;
  }
}

}  // namespace authledger::infra
