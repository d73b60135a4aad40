#include "infra/telemetry/json_log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>

#include "shared/json.h"
#include "shared/time.h"

namespace authledger::infra {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("authledger",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum as_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

const char* name_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "info";
}

}  // namespace

void set_log_level(std::string_view name) {
  if (name == "debug")
    logger().set_level(spdlog::level::debug);
  else if (name == "warning")
    logger().set_level(spdlog::level::warn);
  else if (name == "error")
    logger().set_level(spdlog::level::err);
  else
    logger().set_level(spdlog::level::info);
}

void json_log(LogLevel level, std::string_view message,
              std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  if (!logger().should_log(as_spdlog(level))) return;
  using namespace std::chrono;
  const Timestamp now{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("time");
  write_text(out, to_iso8601(now));
  out.Key("level");
  out.String(name_of(level));
  out.Key("message");
  write_text(out, message);
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    write_key(out, name);
    write_text(out, value);
  }
  out.EndObject();
  logger().log(as_spdlog(level), spdlog::string_view_t(buffer.GetString(), buffer.GetSize()));
}

}  // namespace authledger::infra
