// keys rotate, tenants create|list, config show.
#include <cstdio>

#include "infra/app/core.h"
#include "infra/cli/cli.h"
#include "infra/crypto/master_key.h"
#include "shared/errors.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

Status rotate(const Settings& settings, const std::string& new_master) {
  AUTHLEDGER_TRY(core, Core::open(settings));
  if (!new_master.empty()) {
    AUTHLEDGER_TRY(key, parse_master_key(new_master));
    AUTHLEDGER_CHECK(core->ring->rotate_master(key));
    AUTHLEDGER_TRY(written, core->dispatcher->run(operator_context(*core), nullptr,
                                                  command::NoteKeyRotation{"master", ""}));
    (void)written;
    std::puts(
        "The key ring is wrapped by the new master key; start every process with it from now on.");
    return {};
  }
  AUTHLEDGER_TRY(kid, core->signing_keys->rotate());
  AUTHLEDGER_TRY(written, core->dispatcher->run(operator_context(*core), nullptr,
                                                command::NoteKeyRotation{"signing", kid}));
  (void)written;
  std::printf(
      "New tokens are signed with %s; the former key stays served until its last token has "
      "expired.\n",
      kid.c_str());
  return {};
}

Status create_tenant(const Settings& settings, const std::string& codename) {
  const bool sound =
      !codename.empty() && codename.size() <= 40 &&
      codename.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!sound)
    return fail(
        invalid_input("codename", "must be lower-case letters, digits and dashes, 40 at most"));
  SystemClock clock;
  AUTHLEDGER_TRY(stack, open_log_stack(settings, clock));
  AUTHLEDGER_TRY(made, stack.tenants->create({codename, clock.now()}));
  std::puts(made ? "created" : "exists already");
  return {};
}

}  // namespace

void add_key_commands(CLI::App& app, CliContext& context) {
  auto* keys = app.add_subcommand("keys", "the service's own keys");
  keys->require_subcommand(1);
  static std::string new_master;
  auto* rotate_command = keys->add_subcommand("rotate", "a new signing key, or a new master key");
  rotate_command->add_option("--master", new_master,
                             "32 bytes in hex or base64: wrap the key ring with it");
  rotate_command->callback([&context] {
    context.run([](const LoadedSettings& loaded) { return rotate(loaded.settings, new_master); });
  });

  auto* tenants = app.add_subcommand("tenants", "tenants of this installation");
  tenants->require_subcommand(1);
  static std::string codename;
  auto* create = tenants->add_subcommand("create", "make a tenant");
  create->add_option("codename", codename)->required();
  create->callback([&context] {
    context.run(
        [](const LoadedSettings& loaded) { return create_tenant(loaded.settings, codename); });
  });
  tenants->add_subcommand("list", "all tenants")->callback([&context] {
    context.run([](const LoadedSettings& loaded) -> Status {
      SystemClock clock;
      AUTHLEDGER_TRY(stack, open_log_stack(loaded.settings, clock));
      AUTHLEDGER_TRY(all, stack.tenants->list());
      for (const auto& one : all)
        std::printf("%-40s %s\n", one.codename.c_str(), to_iso8601(one.created_at).c_str());
      return {};
    });
  });

  auto* config = app.add_subcommand("config", "settings");
  config->require_subcommand(1);
  config->add_subcommand("show", "every setting, its value and where it came from")
      ->callback([&context] {
        context.run([&](const LoadedSettings& loaded) -> Status {
          for (const auto& [name, source] : loaded.sources) {
            if (context.json) {
              std::printf("{\"name\":%s,\"value\":%s,\"source\":%s}\n", json_quote(name).c_str(),
                          json_quote(source.value).c_str(), json_quote(source.source).c_str());
            } else {
              std::printf("%-30s %-40s %s\n", name.c_str(), source.value.c_str(),
                          source.source.c_str());
            }
          }
          return {};
        });
      });
}

}  // namespace authledger::infra
