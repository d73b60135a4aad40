// users import|export|create-admin.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>

#include "infra/app/core.h"
#include "infra/app/read_side.h"
#include "infra/app/user_import.h"
#include "infra/cli/cli.h"
#include "infra/cli/interrupt.h"
#include "projections/users.h"

namespace authledger::infra {
namespace {

struct ImportFlags {
  std::string file;
  std::string tenant = "root";
  std::string bad_rows;
};

// One line that is written over itself on a terminal, a line every two seconds elsewhere.
class ImportProgress {
 public:
  void show(std::int64_t done, std::int64_t total, std::int64_t imported) {
    const auto now = std::chrono::steady_clock::now();
    if (done < total && now - shown_ < std::chrono::milliseconds(terminal_ ? 100 : 2000)) return;
    shown_ = now;
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - started_).count());
    const double rate = static_cast<double>(imported) / seconds;
    const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
    const double left_s = share > 0 ? seconds * (1 - share) / share : 0;
    std::fprintf(stderr, "%s%5.1f %%  %lld users  %.0f/s  %.0f s left%s", terminal_ ? "\r" : "",
                 std::min(100.0, share * 100), static_cast<long long>(imported), rate, left_s,
                 terminal_ && done < total ? "   " : "\n");
  }

 private:
  const bool terminal_ = isatty(STDERR_FILENO) == 1;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_{};
};

Status import(const Settings& settings, const ImportFlags& flags, CliContext& context) {
  AUTHLEDGER_TRY(core, Core::open(settings));
  AUTHLEDGER_TRY(known, core->stack.tenants->exists(flags.tenant));
  if (!known) return fail(errors::kTenantUnknown);
  note_interrupt();
  ImportProgress line;
  ImportOptions options;
  options.tenant_id = flags.tenant;
  options.on_bad_row = [](const BadRow& bad) {
    std::printf("line %lld: %s\n", static_cast<long long>(bad.line), bad.reason.c_str());
  };
  options.on_progress = [&](std::int64_t done, std::int64_t total, std::int64_t imported) {
    line.show(done, total, imported);
  };
  options.cancelled = interrupted;
  AUTHLEDGER_TRY(report, import_users(*core, flags.file, options));
  std::printf("%lld rows: %lld imported, %lld were in already, %lld bad\n",
              static_cast<long long>(report.rows), static_cast<long long>(report.imported),
              static_cast<long long>(report.known), static_cast<long long>(report.bad));
  if (interrupted()) std::puts("Interrupted; run it again to go on.");
  if (report.bad > 0 || interrupted()) context.exit_code = 1;
  return {};
}

Status export_all(const Settings& settings, const std::string& tenant) {
  AUTHLEDGER_TRY(core, Core::open(settings));
  AUTHLEDGER_TRY(side, ReadSide::open(*core));
  query::ListQuery all;
  all.tenant_id = tenant;
  all.page_number = 0;
  AUTHLEDGER_TRY(rows, side->read_model().scan(projections::users().schema(), all));
  while (true) {
    AUTHLEDGER_TRY(batch, rows->next());
    if (batch.empty()) return {};
    for (const auto& row : batch) {
      std::fwrite(row.data(), 1, row.size(), stdout);
      std::fputc('\n', stdout);
    }
  }
}

// From the environment, or from standard input without an echo.
std::string read_password() {
  if (const char* given = std::getenv("AUTHLEDGER_PASSWORD"); given != nullptr) return given;
  if (isatty(STDIN_FILENO) == 1) {
    if (const char* typed = getpass("Password: "); typed != nullptr) return typed;
  }
  std::string password;
  std::getline(std::cin, password);
  return password;
}

}  // namespace

void add_user_commands(CLI::App& app, CliContext& context) {
  auto* users = app.add_subcommand("users", "people in bulk, and administrators");
  users->require_subcommand(1);

  static ImportFlags flags;
  auto* import_command =
      users->add_subcommand("import", "add people from a file of JSON lines; run again to go on");
  import_command->add_option("file", flags.file, "one JSON object per line")->required();
  import_command->add_option("--tenant", flags.tenant);
  import_command->callback([&context] {
    context.run(
        [&](const LoadedSettings& loaded) { return import(loaded.settings, flags, context); });
  });

  static std::string tenant = "root";
  auto* export_command =
      users->add_subcommand("export", "every user as JSON lines, without passwords");
  export_command->add_option("--tenant", tenant);
  export_command->callback([&context] {
    context.run([](const LoadedSettings& loaded) { return export_all(loaded.settings, tenant); });
  });

  static std::string email;
  static std::string fullname = "Administrator";
  static std::string role = "superAdmin";
  static std::string home = "root";
  auto* create = users->add_subcommand(
      "create-admin",
      "make an administrator; the password from AUTHLEDGER_PASSWORD or standard input");
  create->add_option("email", email)->required();
  create->add_option("--fullname", fullname);
  create->add_option("--role", role, "admin or superAdmin")
      ->check(CLI::IsMember({"admin", "superAdmin"}));
  create->add_option("--tenant", home);
  create->callback([&context] {
    context.run([](const LoadedSettings& loaded) -> Status {
      AUTHLEDGER_TRY(core, Core::open(loaded.settings));
      AUTHLEDGER_TRY(id, create_admin(*core, {email, fullname, read_password(), role,
                                              std::string(events::origin::kAdmin), home}));
      std::printf("%s\n", id.value.c_str());
      return {};
    });
  });
}

}  // namespace authledger::infra
