#include "infra/config/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <sstream>

#include <toml++/toml.h>

#include "infra/config/setting_rows.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kPrefix = "AUTHLEDGER__";

struct Given {
  std::string text;
  std::string source;
};
using GivenByName = std::map<std::string, Given>;

template <class F>
void each_row(F&& f) {
  std::apply([&](const auto&... row) { (f(row), ...); }, setting_rows());
}

bool known(const std::string& name) {
  bool found = false;
  each_row([&](const auto& row) { found |= row.name == name; });
  return found;
}

tl::unexpected<Error> wrong(const std::string& name, const std::string& source,
                            const std::string& what) {
  return fail(errors::kSettingInvalid, name + " (" + source + ") " + what + ".");
}

Status read_file(const std::string& path, GivenByName& given) {
  std::ifstream file(path);
  if (!file) return fail(errors::kSettingInvalid, "the file " + path + " cannot be read.");
  std::stringstream text;
  text << file.rdbuf();
  toml::table parsed;
  try {
    parsed = toml::parse(text.str());
  } catch (const toml::parse_error& failure) {
    return fail(errors::kSettingInvalid, path + " line " +
                                             std::to_string(failure.source().begin.line) + ": " +
                                             std::string(failure.description()));
  }
  for (const auto& [section, node] : parsed) {
    const auto* table = node.as_table();
    if (table == nullptr) return wrong(std::string(section.str()), path, "must be a [section]");
    for (const auto& [key, value] : *table) {
      const std::string name = std::string(section.str()) + "." + std::string(key.str());
      if (!known(name)) return wrong(name, path, "is not a setting");
      if (const auto* string = value.as_string())
        given[name] = {string->get(), path};
      else if (const auto* integer = value.as_integer())
        given[name] = {std::to_string(integer->get()), path};
      else if (const auto* boolean = value.as_boolean())
        given[name] = {boolean->get() ? "1" : "0", path};
      else
        return wrong(name, path, "must be a text or a whole number");
    }
  }
  return {};
}

Status read_environment(const std::vector<std::string>& lines, GivenByName& given) {
  for (const auto& line : lines) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string variable = line.substr(0, equals);
    if (variable == "AUTHLEDGER_ENV") given["service.env"] = {line.substr(equals + 1), variable};
    if (!variable.starts_with(kPrefix)) continue;
    std::string name = variable.substr(kPrefix.size());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto separator = name.find("__");
    if (separator != std::string::npos) name.replace(separator, 2, ".");
    if (!known(name)) return wrong(name, variable, "is not a setting");
    given[name] = {line.substr(equals + 1), variable};
  }
  return {};
}

Status put(std::string& member, const std::string& text, const std::string&, const std::string&) {
  member = text;
  return {};
}

Status put(std::int64_t& member, const std::string& text, const std::string& name,
           const std::string& source) {
  std::string digits = text == "true" ? "1" : text == "false" ? "0" : text;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), member);
  if (failed != std::errc() || end != digits.data() + digits.size())
    return wrong(name, source, "must be a whole number");
  if (member < (name == "limits.enabled" ? -1 : 0))
    return wrong(name, source, "must not be negative");
  // So that a time in days still fits when it is counted in milliseconds.
  const std::int64_t most = name.find("bytes") == std::string::npos ? 1'000'000'000 : 1LL << 50;
  if (member > most) return wrong(name, source, "must be at most " + std::to_string(most));
  return {};
}

std::string as_text(const std::string& value) { return value; }
std::string as_text(std::int64_t value) { return std::to_string(value); }

bool one_of(const std::string& value, std::initializer_list<std::string_view> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

// Empty, or /segments of letters, digits, and - _ . without a slash at the end.
bool is_path_prefix(const std::string& text) {
  if (text.empty()) return true;
  return text.front() == '/' && text.back() != '/' && text.find("//") == std::string::npos &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '/' || c == '-' || c == '_' || c == '.';
         });
}

Status check_messages(const Settings& settings) {
  if (!settings.smtp_url.empty() && settings.mail_from.empty())
    return wrong("mail.from", "missing", "goes with mail.smtp_url");
  if (!one_of(settings.smtp_starttls, {"required", "optional", "off"}))
    return wrong("mail.starttls", settings.smtp_starttls, "must be required, optional or off");
  if (!one_of(settings.sms_webhook_style, {"json", "form"}))
    return wrong("sms.webhook_style", settings.sms_webhook_style, "must be json or form");
  for (const auto& url : split_list(settings.smtp_url)) {
    if (!url.starts_with("smtp://") && !url.starts_with("smtps://"))
      return wrong("mail.smtp_url", "a URL", "must begin with smtp:// or smtps://");
  }
  if (!settings.sms_webhook_url.empty() && !settings.sms_webhook_url.starts_with("https://") &&
      !settings.sms_webhook_url.starts_with("http://")) {
    return wrong("sms.webhook_url", "a URL", "must begin with https:// or http://");
  }
  const auto servers = std::max<std::int64_t>(1, std::ssize(split_list(settings.smtp_url)));
  if (settings.smtp_timeout_s < 1 || settings.sms_timeout_s < 1)
    return wrong("mail.timeout_s", "0", "and sms.timeout_s must be at least 1");
  if (settings.message_lease_s <=
      std::max(settings.smtp_timeout_s * servers, settings.sms_timeout_s)) {
    return wrong("messages.lease_s", std::to_string(settings.message_lease_s),
                 "must be more than one message can take: mail.timeout_s for each server, and "
                 "sms.timeout_s");
  }
  if (settings.message_workers > 64)
    return wrong("messages.workers", std::to_string(settings.message_workers),
                 "must be at most 64");
  return {};
}

Status check(const Settings& settings) {
  if (!one_of(settings.env, {"development", "production"}))
    return wrong("service.env", settings.env, "must be development or production");
  if (!one_of(settings.profile, {"embedded", "cluster"}))
    return wrong("service.profile", settings.profile, "must be embedded or cluster");
  if (!one_of(settings.log_level, {"debug", "info", "warning", "error"})) {
    return wrong("log.level", settings.log_level, "must be debug, info, warning or error");
  }
  if (!one_of(settings.second_factor, {"off", "email", "mobile"}))
    return wrong("login.second_factor", settings.second_factor, "must be off, email or mobile");
  if (settings.code_tries_max < 1)
    return wrong("verification.max_tries", "0", "must be at least 1");
  AUTHLEDGER_CHECK(second_factors_by_role(settings));
  if (!is_path_prefix(settings.stage_prefix))
    return wrong("http.stage_prefix", settings.stage_prefix,
                 "must be empty or a path like /staging");
  if (settings.listen.rfind(':') == std::string::npos)
    return wrong("http.listen", settings.listen, "must be HOST:PORT");
  if (settings.cluster() && settings.postgres_url.empty())
    return wrong("postgres.url", "missing", "is needed in the cluster profile");
  if (settings.cluster() && !settings.development() && settings.master_key.empty()) {
    return wrong("keys.master_key", "missing",
                 "is needed in production: 32 random bytes in hex, the same for every process");
  }
  if (settings.http_workers < 1 || settings.password_threads < 1 || settings.http_io_threads < 1) {
    return wrong("http.workers", "0", "threads must be at least 1");
  }
  if (settings.http_write_workers <= settings.password_threads + settings.password_queue) {
    return wrong("http.write_workers", std::to_string(settings.http_write_workers),
                 "must be more than password.threads and password.queue together, or log-ins stall "
                 "every other write");
  }
  if (settings.held_bytes_max < settings.upload_limit_bytes + kUploadFramingBytes) {
    return wrong("http.held_bytes_max", std::to_string(settings.held_bytes_max),
                 "must hold at least one file of files.upload_limit_bytes and 64 KiB around it");
  }
  if (settings.held_bytes_max < settings.body_limit_bytes) {
    return wrong("http.held_bytes_max", std::to_string(settings.held_bytes_max),
                 "must hold at least one body of http.body_limit_bytes");
  }
  if (settings.tls_certificate.empty() != settings.tls_key.empty())
    return wrong("http.tls_key", "missing", "goes with http.tls_certificate");
  return check_messages(settings);
}

}  // namespace

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> out;
  std::stringstream parts(text);
  for (std::string one; std::getline(parts, one, ',');) {
    const auto begin = one.find_first_not_of(' ');
    if (begin == std::string::npos) continue;
    out.push_back(one.substr(begin, one.find_last_not_of(' ') - begin + 1));
  }
  return out;
}

Result<std::map<std::string, std::string>> second_factors_by_role(const Settings& settings) {
  std::map<std::string, std::string> factors;
  for (auto part : split_list(settings.second_factor_roles)) {
    std::erase(part, ' ');
    const auto equals = part.find('=');
    const std::string factor = equals == std::string::npos ? "" : part.substr(equals + 1);
    if (equals == 0 || (factor != "off" && factor != "email" && factor != "mobile")) {
      return wrong("login.second_factor_roles", settings.second_factor_roles,
                   "must be like admin=email,superAdmin=mobile");
    }
    factors[part.substr(0, equals)] = factor;
  }
  return factors;
}

Result<LoadedSettings> load_settings(const SettingsInput& input) {
  GivenByName given;
  if (!input.file.empty()) AUTHLEDGER_CHECK(read_file(input.file, given));
  AUTHLEDGER_CHECK(read_environment(input.environment, given));
  for (const auto& [name, text] : input.flags) {
    if (!known(name)) return wrong(name, "flag", "is not a setting");
    given[name] = {text, "flag"};
  }
  LoadedSettings loaded;
  Status status{};
  each_row([&](const auto& row) {
    const std::string name(row.name);
    const auto found = given.find(name);
    auto& member = loaded.settings.*(row.member);
    if (found != given.end() && status)
      status = put(member, found->second.text, name, found->second.source);
    const std::string shown = row.secret && !as_text(member).empty() ? "****" : as_text(member);
    loaded.sources[name] = {shown, found == given.end() ? "default" : found->second.source};
  });
  AUTHLEDGER_CHECK(status);
  AUTHLEDGER_CHECK(check(loaded.settings));
  return loaded;
}

}  // namespace authledger::infra
