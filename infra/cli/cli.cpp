#include "infra/cli/cli.h"

#include <cstdio>
#include <cstdlib>

#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

extern char** environ;

namespace authledger::infra {

Result<LoadedSettings> CliContext::load() const {
  SettingsInput input;
  input.file = config_file;
  for (char** line = environ; *line != nullptr; ++line) input.environment.emplace_back(*line);
  if (!profile.empty()) input.flags["service.profile"] = profile;
  if (!listen.empty()) input.flags["http.listen"] = listen;
  if (!data_dir.empty()) input.flags["service.data_dir"] = data_dir;
  for (const auto& one : set) {
    const auto equals = one.find('=');
    if (equals == std::string::npos)
      return fail(errors::kSettingInvalid, "--set wants section.key=value, not " + one);
    input.flags[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return load_settings(input);
}

void CliContext::run(const std::function<Status(const LoadedSettings&)>& work) {
  const auto loaded = load();
  if (loaded) set_log_level(loaded->settings.log_level);
  const Status done = loaded ? work(*loaded) : Status(fail(loaded.error()));
  if (done) return;
  std::fprintf(stderr, "authledger: %s (%.*s)\n", done.error().detail.c_str(),
               static_cast<int>(done.error().id.size()), done.error().id.data());
  exit_code = failure_code;
}

int run_cli(int argc, char** argv) {
  CLI::App app{"authledger: an event-sourced auth backend"};
  app.require_subcommand(1);
  app.set_version_flag("--version", AUTHLEDGER_VERSION);
  CliContext context;
  app.add_option("--config", context.config_file, "settings as TOML");
  app.add_option("--profile", context.profile, "embedded or cluster");
  app.add_option("--data-dir", context.data_dir, "folder of the embedded profile's files");
  app.add_option("--set", context.set, "section.key=value, as often as needed");
  app.add_flag("--json", context.json, "print JSON");
  app.fallthrough();
  add_serve(app, context);
  add_log_commands(app, context);
  add_projection_commands(app, context);
  add_verify(app, context);
  add_user_commands(app, context);
  add_key_commands(app, context);
  add_describe(app, context);
  add_route_commands(app, context);
  add_message_commands(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  return context.exit_code;
}

}  // namespace authledger::infra
