// Log lines as JSON on standard error: time, level, message and fields. Never a secret, token, code
// or hash.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace authledger::infra {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// debug, info, warning or error. Thread-safe, as the rest.
void set_log_level(std::string_view name);

void json_log(LogLevel level, std::string_view message,
              std::initializer_list<std::pair<std::string_view, std::string>> fields = {});

}  // namespace authledger::infra
