// rebuild, projections, projections release.
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "infra/app/core.h"
#include "infra/app/read_side.h"
#include "infra/cli/cli.h"
#include "infra/cli/interrupt.h"
#include "projections/catalogue.h"
#include "projections/rebuild.h"
#include "projections/release.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr int kRebuildNiceness = 10;
constexpr std::chrono::milliseconds kGiveWayMax{2000};  // as long as a list waits for a write

std::string known_projections() {
  std::string names;
  for (const auto* one : projections::catalogue()) {
    names += (names.empty() ? "" : ", ") + one->schema().name;
  }
  return names;
}

Result<const projections::Projection*> projection_of(const std::string& name) {
  if (const auto* found = projections::find_projection(name)) return found;
  return fail(errors::kNotFound,
              "There is no projection " + name + "; there is: " + known_projections() + ".");
}

void show_progress(const projections::RebuildProgress& progress) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  std::fprintf(stderr, "%s%lld of %lld events  %.0f/s  %.0f s left%s", terminal ? "\r" : "",
               static_cast<long long>(progress.folded), static_cast<long long>(progress.head),
               progress.events_per_s, progress.seconds_left, terminal ? "   " : "\n");
}

// A running server keeps the live generation up, and switches; else this process may.
Status run_rebuild(const Settings& settings, const std::string& name, bool back) {
  AUTHLEDGER_TRY(projection, projection_of(name));
  AUTHLEDGER_TRY(core, Core::open(settings));
  AUTHLEDGER_TRY(side, ReadSide::open(*core));
  note_interrupt();
  const auto lead = core->stack.leader_lock(kReadModelLead);
  projections::RebuildOptions options;
  // Beside a service that answers people: last in line for the processor.
  setpriority(PRIO_PROCESS, 0, kRebuildNiceness);
  if (settings.cluster()) options.give_way_max = kGiveWayMax;
  options.cancelled = interrupted;
  options.on_progress = show_progress;
  options.nobody_leads = [&] { return lead->try_acquire(); };
  const projections::RebuildParts parts{*projection, *core->stack.log, side->store(),
                                        *core->subjects};
  const auto report =
      back ? projections::roll_back(parts, options) : projections::rebuild(parts, options);
  lead->release();
  if (!report) return fail(report.error());
  if (isatty(STDERR_FILENO) == 1) std::fputc('\n', stderr);
  if (back) {
    std::printf("%s reads %s again, folded up to position %lld\n", name.c_str(),
                report->candidate.physical.c_str(), static_cast<long long>(report->folded));
    return {};
  }
  std::printf(
      "%s: %lld documents from %lld events in %.1f s, compared with the log, now live as %s\n",
      name.c_str(), static_cast<long long>(report->documents),
      static_cast<long long>(report->folded), report->seconds, report->candidate.physical.c_str());
  return {};
}

Status show(const projections::Projection& projection, Position head,
            projections::DocumentStore& store) {
  const auto& schema = projection.schema();
  AUTHLEDGER_TRY(live, store.live(schema));
  AUTHLEDGER_TRY(checkpoint, store.checkpoint(live));
  std::printf("%-10s %-32s checkpoint %lld, %lld behind\n", schema.name.c_str(),
              live.physical.c_str(), static_cast<long long>(checkpoint),
              static_cast<long long>(head - checkpoint));
  AUTHLEDGER_TRY(parked_now, projections::parked_streams(store, live));
  for (const auto& parked : parked_now) {
    std::printf("  parked: %s from position %lld: %s\n", parked.stream_id.c_str(),
                static_cast<long long>(parked.position), parked.error.c_str());
  }
  return {};
}

Status list(const Settings& settings) {
  AUTHLEDGER_TRY(core, Core::open(settings));
  AUTHLEDGER_TRY(side, ReadSide::open(*core));
  AUTHLEDGER_TRY(head, core->stack.log->head());
  for (const auto* one : projections::catalogue()) {
    AUTHLEDGER_CHECK(show(*one, head.position, side->store()));
  }
  return {};
}

struct ReleaseFlags {
  std::string projection;
  std::vector<std::string> streams;
  bool all = false;
};

Status run_release(const Settings& settings, const ReleaseFlags& flags, CliContext& context) {
  AUTHLEDGER_TRY(projection, projection_of(flags.projection));
  AUTHLEDGER_TRY(core, Core::open(settings));
  AUTHLEDGER_TRY(side, ReadSide::open(*core));
  auto streams = flags.streams;
  if (flags.all) {
    AUTHLEDGER_TRY(live, side->store().live(projection->schema()));
    AUTHLEDGER_TRY(parked, projections::parked_streams(side->store(), live));
    for (const auto& one : parked) streams.push_back(one.stream_id);
  }
  const auto lead = core->stack.leader_lock(kReadModelLead);
  projections::ReleaseOptions options;
  options.nobody_leads = [&] { return lead->try_acquire(); };
  const auto left = projections::release(
      {*projection, *core->stack.log, side->store(), *core->subjects}, streams, options);
  lead->release();
  if (!left) return fail(left.error());
  for (const auto& one : *left) {
    std::printf("still parked: %s from position %lld: %s\n", one.stream_id.c_str(),
                static_cast<long long>(one.position), one.error.c_str());
  }
  std::printf("%zu released, %zu still parked\n", streams.size() - left->size(), left->size());
  if (!left->empty()) context.exit_code = 1;
  return {};
}

void add_release(CLI::App& projections_command, CliContext& context) {
  static ReleaseFlags flags;
  auto* command = projections_command.add_subcommand(
      "release", "fold parked streams again, in order, now that what was wrong is put right");
  command->add_option("projection", flags.projection, "one of: " + known_projections())->required();
  command->add_option("stream", flags.streams, "such as user-<id>");
  command->add_flag("--all", flags.all, "every parked stream of the read model");
  command->callback([&context] {
    context.run(
        [&](const LoadedSettings& loaded) { return run_release(loaded.settings, flags, context); });
  });
}

}  // namespace

void add_projection_commands(CLI::App& app, CliContext& context) {
  static std::string name;
  static bool back = false;
  auto* rebuild_command = app.add_subcommand(
      "rebuild", "fill a read model anew from the log, beside the live one, and switch");
  rebuild_command->add_option("projection", name, "one of: " + known_projections())->required();
  rebuild_command->add_flag("--rollback", back, "switch to the generation before instead");
  rebuild_command->callback([&context] {
    context.run(
        [](const LoadedSettings& loaded) { return run_rebuild(loaded.settings, name, back); });
  });
  auto* shown =
      app.add_subcommand("projections", "read models, how far they are, and what is parked");
  add_release(*shown, context);
  shown->callback([&context, shown] {
    if (!shown->get_subcommands().empty()) return;
    context.run([](const LoadedSettings& loaded) { return list(loaded.settings); });
  });
}

}  // namespace authledger::infra
