// The command line `authledger`. One file per group of commands; each adds its own to the parser.
//
// Exit codes: 0 done; 1 refused or failed (the reason on standard error); 2 wrong usage; verify has
// more.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

#include "infra/config/settings.h"

namespace authledger::infra {

// What every command shares: where the settings come from, and how to print.
struct CliContext {
  std::string config_file;
  std::string profile;  // flags, empty: not given
  std::string listen;
  std::string data_dir;
  std::vector<std::string> set;  // --set section.key=value
  bool json = false;
  int exit_code = 0;
  int failure_code = 1;  // what exit_code becomes by an error

  Result<LoadedSettings> load() const;
  // Runs `work` on the settings and prints its error; sets exit_code.
  void run(const std::function<Status(const LoadedSettings&)>& work);
};

void add_serve(CLI::App& app, CliContext& context);
void add_log_commands(CLI::App& app, CliContext& context);  // migrate, events tail|show, doctor
void add_projection_commands(CLI::App& app, CliContext& context);  // rebuild, projections
void add_verify(CLI::App& app, CliContext& context);
void add_user_commands(CLI::App& app, CliContext& context);  // users import|export|create-admin
void add_key_commands(CLI::App& app,
                      CliContext& context);  // keys rotate, tenants create|list, config show
void add_describe(CLI::App& app, CliContext& context);
void add_route_commands(CLI::App& app, CliContext& context);  // routes

void add_message_commands(CLI::App& app, CliContext& context);  // messages preview|send

int run_cli(int argc, char** argv);

}  // namespace authledger::infra
