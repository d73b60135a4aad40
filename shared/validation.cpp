#include "shared/validation.h"

#include <algorithm>
#include <cctype>

#include "shared/errors.h"
#include "shared/ids.h"
#include "shared/json.h"

namespace authledger {
namespace {

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return std::isalnum(byte) != 0 || c == '-' || byte >= 0x80;
         });
}

bool is_domain(std::string_view domain) {
  if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto dot = domain.find('.');
    if (!is_label(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

bool all_of_word(std::string_view text, std::string_view extra) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           extra.find(c) != std::string_view::npos;
  });
}

// E.164: + and 7 to 15 digits, the first not 0.
bool is_mobile(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_url(std::string_view text) {
  const bool known = text.starts_with("https://") || text.starts_with("http://") ||
                     (text.starts_with("/") && !text.starts_with("//"));
  return known && std::none_of(text.begin(), text.end(), [](char c) {
           return is_control(static_cast<unsigned char>(c)) || c == ' ' || c == '"' || c == '<' ||
                  c == '>' || c == '\\';
         });
}

}  // namespace

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const auto local = text.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return false;
  const bool atoms = std::all_of(local.begin(), local.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 ||
           std::string_view(".!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  });
  return atoms && is_domain(text.substr(at + 1));
}

std::string check_text(std::string_view text, const FieldRule& rule) {
  const auto length = static_cast<int>(code_points(text));
  if (text.find('\0') != std::string_view::npos) return "must not contain a zero byte";
  if (length < rule.length_min) {
    return rule.length_min == 1
               ? "must not be empty"
               : "must have at least " + std::to_string(rule.length_min) + " characters";
  }
  if (rule.format == "line" && rule.length_min > 0 &&
      text.find_first_not_of(' ') == std::string_view::npos) {
    return "must not be blank";
  }
  if (rule.length_max > 0 && length > rule.length_max) {
    return "must have at most " + std::to_string(rule.length_max) + " characters";
  }
  if (rule.format == "email" && !is_email(text)) return "must be an e-mail address";
  if (rule.format == "uuid" && !is_uuid(text)) return "must be a UUID";
  if (rule.format == "mobile" && !is_mobile(text)) return "must be a number like +441234567890";
  if (rule.format == "second_factor" && text != "off" && text != "email" && text != "mobile")
    return "must be off, email or mobile";
  if (rule.format == "url" && !is_url(text)) return "must be an http(s) address or a path";
  if (rule.format == "language" && (text.size() > 35 || !all_of_word(text, "-")))
    return "must be a language tag like en or pt-BR";
  if (rule.format == "role" && !all_of_word(text, "_.:-"))
    return "must be letters, digits, and any of _ . : -";
  if (rule.format == "line" && std::any_of(text.begin(), text.end(), [](char c) {
        return is_control(static_cast<unsigned char>(c));
      })) {
    return "must not contain control characters";
  }
  return {};
}

Error invalid_input(std::vector<FieldError> fields) {
  Error result = error(errors::kInvalidInput);
  result.detail.clear();
  for (const auto& one : fields) {
    if (!result.detail.empty()) result.detail += "; ";
    result.detail += one.field + " " + one.message;
  }
  result.fields = std::move(fields);
  return result;
}

Error invalid_input(std::string field, std::string message) {
  return invalid_input(std::vector<FieldError>{{std::move(field), std::move(message)}});
}

}  // namespace authledger
