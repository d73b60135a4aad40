// verify.
#include <unistd.h>

#include <cstdio>

#include "infra/app/core.h"
#include "infra/app/read_side.h"
#include "infra/cli/cli.h"
#include "infra/cli/interrupt.h"
#include "infra/cli/progress_line.h"
#include "infra/verify/verification.h"
#include "projections/catalogue.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

constexpr int kDamaged = 3;
constexpr int kUnreachable = 4;

struct VerifyFlags {
  std::vector<std::string> only;
  std::size_t lines = 20;
};

const char* verdict(const PartReport& part) {
  if (part.damaged() > 0) return "DAMAGED";
  return part.not_checked() ? "NOT CHECKED" : "whole";
}

void print(const VerifyReport& report) {
  std::printf("checked up to position %lld\n", static_cast<long long>(report.position));
  for (const auto& part : report.parts) {
    std::printf("%-20s %-11s %lld %s", part.name().c_str(), verdict(part),
                static_cast<long long>(part.checked()), part.unit().c_str());
    if (part.damaged() > 0) std::printf(", %lld wrong", static_cast<long long>(part.damaged()));
    std::puts("");
    for (const auto& line : part.lines()) std::printf("  %s\n", line.c_str());
    const auto more = part.damaged() - static_cast<std::int64_t>(part.lines().size());
    if (more > 0) std::printf("  … and %lld more\n", static_cast<long long>(more));
    for (const auto& line : part.notes()) std::printf("  note: %s\n", line.c_str());
    if (part.not_checked()) std::printf("  %s\n", part.not_checked()->detail.c_str());
  }
}

void write_texts(JsonWriter& out, const char* key, const std::vector<std::string>& texts) {
  out.Key(key);
  out.StartArray();
  for (const auto& one : texts) write_text(out, one);
  out.EndArray();
}

void print_json(const VerifyReport& report, bool whole) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  out.StartObject();
  out.Key("whole");
  out.Bool(whole);
  out.Key("position");
  out.Int64(report.position);
  out.Key("parts");
  out.StartArray();
  for (const auto& part : report.parts) {
    out.StartObject();
    out.Key("part");
    write_text(out, part.name());
    out.Key("checked");
    out.Int64(part.checked());
    out.Key("damaged");
    out.Int64(part.damaged());
    write_texts(out, "damage", part.lines());
    write_texts(out, "notes", part.notes());
    if (part.not_checked()) {
      out.Key("notChecked");
      write_text(out, part.not_checked()->detail);
    }
    out.EndObject();
  }
  out.EndArray();
  out.EndObject();
  std::puts(buffer_text(buffer).c_str());
}

int exit_code_of(const VerifyReport& report) {
  int code = 0;
  for (const auto& part : report.parts) {
    if (part.damaged() > 0) return kDamaged;
    if (part.not_checked()) code = kUnreachable;
  }
  return code;
}

Status run_verify(const Settings& settings, const VerifyFlags& flags, CliContext& context) {
  AUTHLEDGER_TRY(core, Core::open(settings));
  AUTHLEDGER_TRY(side, ReadSide::open(*core));
  note_interrupt();
  const auto wanted = [&](const char* part) {
    return flags.only.empty() ||
           std::find(flags.only.begin(), flags.only.end(), part) != flags.only.end();
  };
  ProgressLine line;
  VerifyOptions options{.log = wanted("log"),
                        .claims = wanted("claims"),
                        .entries = wanted("entries"),
                        .documents = wanted("documents"),
                        .topic = wanted("topic"),
                        .lines_max = flags.lines};
  options.cancelled = interrupted;
  options.progress = [&](const std::string& doing, std::int64_t done, std::int64_t of) {
    line.show(doing, done, of);
  };
  const VerifyParts parts{
      *core->stack.log,
      *core->stack.maintenance,
      *core->stack.checkpoints,
      *core->subjects,
      *core->vault,
      side->store(),
      projections::catalogue(),
      settings.cluster() ? std::optional(kafka_settings(settings)) : std::nullopt};
  AUTHLEDGER_TRY(report, verify(parts, options));
  line.end();
  context.exit_code = exit_code_of(report);
  if (context.json)
    print_json(report, context.exit_code == 0);
  else
    print(report);
  return {};
}

}  // namespace

void add_verify(CLI::App& app, CliContext& context) {
  static VerifyFlags flags;
  auto* command = app.add_subcommand(
      "verify",
      "hold claims, read models and the topic against the log, and the log against "
      "itself; the service may run");
  command
      ->add_option("--only", flags.only,
                   "log, claims, entries, documents, topic; as often as needed")
      ->check(CLI::IsMember({"log", "claims", "entries", "documents", "topic"}));
  command->add_option("--lines", flags.lines, "how many damages to name per part; all are counted")
      ->capture_default_str();
  command->footer(
      "Exit codes: 0 all whole; 1 failed; 2 wrong usage; 3 damage was found; 4 no damage was "
      "found, "
      "but a part or\nthe log could not be reached.");
  command->callback([&context] {
    context.run([&](const LoadedSettings& loaded) -> Status {
      const auto done = run_verify(loaded.settings, flags, context);
      if (!done && done.error().code == Code::kUnavailable) context.failure_code = kUnreachable;
      return done;
    });
  });
}

}  // namespace authledger::infra
