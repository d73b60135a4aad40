// migrate, events tail|show, doctor.
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "infra/app/core.h"
#include "infra/app/doctor.h"
#include "infra/cli/cli.h"
#include "infra/cli/interrupt.h"
#include "infra/log/log_feed.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

// An event as one line of JSON; personal data and secrets stay sealed.
std::string line_of(const events::StoredEvent& event) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("position");
  out.Int64(event.position);
  const auto text = [&](const char* key, std::string_view value) {
    out.Key(key);
    write_text(out, value);
  };
  text("id", event.event_id);
  text("tenantId", event.tenant_id);
  text("stream", event.stream_id);
  out.Key("streamVersion");
  out.Int64(event.stream_version);
  text("type", event.type);
  out.Key("schemaVersion");
  out.Int(event.schema_version);
  text("recordedAt", to_iso8601(event.recorded_at));
  out.Key("data");
  out.RawValue(event.payload.data(), event.payload.size(), rapidjson::kObjectType);
  out.Key("meta");
  out.RawValue(event.meta.data(), event.meta.size(), rapidjson::kObjectType);
  out.EndObject();
  return buffer_text(buffer);
}

Status tail(const Settings& settings, Position after, bool follow) {
  SystemClock clock;
  AUTHLEDGER_TRY(stack, open_log_stack(settings, clock));
  note_interrupt();
  LogFeed feed(*stack.log);
  while (!interrupted()) {
    AUTHLEDGER_TRY(events, feed.next(after, 1000, std::chrono::milliseconds(follow ? 500 : 0)));
    for (const auto& event : events) std::puts(line_of(event).c_str());
    std::fflush(stdout);
    if (events.empty() && !follow) break;
    if (!events.empty()) after = events.back().position;
  }
  return {};
}

Status show(const Settings& settings, const std::string& what) {
  SystemClock clock;
  AUTHLEDGER_TRY(stack, open_log_stack(settings, clock));
  const bool position = !what.empty() &&
                        what.find_first_not_of("0123456789") == std::string::npos &&
                        what.size() < 18;
  std::vector<events::StoredEvent> events;
  if (position) {
    AUTHLEDGER_TRY(one, stack.log->read_all(std::stoll(what) - 1, 1));
    events = std::move(one);
  } else {
    AUTHLEDGER_TRY(stream, stack.log->read_stream(what, 0));
    events = std::move(stream);
  }
  if (events.empty())
    return fail(errors::kNotFound, "There is no position or stream " + what + ".");
  for (const auto& event : events) std::puts(line_of(event).c_str());
  return {};
}

}  // namespace

void add_log_commands(CLI::App& app, CliContext& context) {
  auto* migrate =
      app.add_subcommand("migrate", "bring the log's database to this program's schema");
  migrate->callback([&context] {
    context.run([&](const LoadedSettings& loaded) -> Status {
      SystemClock clock;
      AUTHLEDGER_TRY(stack, open_log_stack(loaded.settings, clock));
      AUTHLEDGER_TRY(head, stack.log->head());
      std::printf("The schema is up to date; the log stands at position %lld.\n",
                  static_cast<long long>(head.position));
      return {};
    });
  });

  auto* events = app.add_subcommand("events", "look at the log");
  events->require_subcommand(1);
  static Position after = 0;
  static bool once = false;
  auto* tail_command =
      events->add_subcommand("tail", "print events as they come, a line of JSON each");
  tail_command->add_option("--after", after, "start behind this position");
  tail_command->add_flag("--once", once, "end at the head");
  tail_command->callback([&context] {
    context.run([](const LoadedSettings& loaded) { return tail(loaded.settings, after, !once); });
  });
  static std::string what;
  auto* show_command =
      events->add_subcommand("show", "print one event by position, or a whole stream");
  show_command->add_option("what", what, "a position, or a stream such as user-<id>")->required();
  show_command->callback([&context] {
    context.run([](const LoadedSettings& loaded) { return show(loaded.settings, what); });
  });

  auto* doctor =
      app.add_subcommand("doctor", "check that everything this profile needs can be reached");
  doctor->callback([&context] {
    context.run([&](const LoadedSettings& loaded) -> Status {
      const auto findings = examine(loaded.settings);
      bool well = true;
      for (const auto& one : findings) {
        well &= one.well;
        std::printf("%-14s %-7s %s\n", one.part.c_str(), one.well ? "ok" : "FAILED",
                    one.text.c_str());
      }
      if (!well) context.exit_code = 1;
      return {};
    });
  });
}

}  // namespace authledger::infra
