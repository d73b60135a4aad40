#include "infra/app/user_import.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <set>

#include "infra/app/import_row.h"

namespace authledger::infra {
namespace {

struct Parsed {
  std::int64_t line = 0;
  command::RegisterUser command;
  std::string password;  // to be hashed
};

// The same person has the same id in every run: a UUIDv8 (RFC 9562) from a keyed hash.
UserId id_of(const Core& core, const std::string& tenant_id, const std::string& email) {
  const std::string hex =
      core.vault->keyed_hash("import", tenant_id + "\n" + command::normalised_email(email));
  return UserId{hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-8" + hex.substr(13, 3) + "-a" +
                hex.substr(17, 3) + "-" + hex.substr(20, 12)};
}

Result<Parsed> parse_row(const Core& core, const ImportOptions& options, std::int64_t line,
                         const std::string& text) {
  AUTHLEDGER_TRY(row, read_import_row(text));
  if (row.password)
    AUTHLEDGER_CHECK(
        core.hasher->check_policy(*row.password, row.email, row.username.value_or("")));
  Parsed parsed;
  parsed.line = line;
  parsed.password = row.password.value_or("");
  auto& user = parsed.command;
  user.user_id = id_of(core, options.tenant_id, row.email);
  user.email = row.email;
  user.fullname = row.fullname;
  user.username = row.username;
  user.mobile = row.mobile;
  user.role_id = row.role_id.value_or(std::string(command::roles::kUser));
  user.password_hash = row.password_hash.value_or("");
  user.email_verified = row.email_verified.value_or(false);
  user.mobile_verified = row.mobile_verified.value_or(false);
  user.preferred_language = row.preferred_language;
  user.bio = row.bio;
  user.avatar = row.avatar;
  user.origin = events::origin::kImport;
  user.owner_id = user.user_id;
  return parsed;
}

class Import {
 public:
  Import(Core& core, const ImportOptions& options) : core_(core), options_(options) {}

  void bad(std::int64_t line, std::string reason) {
    ++report_.bad;
    if (options_.on_bad_row) options_.on_bad_row({line, std::move(reason)});
  }

  void add(std::int64_t line, const std::string& text) {
    ++report_.rows;
    auto parsed = parse_row(core_, options_, line, text);
    if (!parsed) return bad(line, parsed.error().detail);
    if (!emails_.insert(parsed->command.user_id.value).second)
      return bad(line, "email stands in this file twice");
    batch_.push_back(std::move(*parsed));
  }

  bool full() const { return batch_.size() >= options_.batch_rows; }
  const ImportReport& report() const { return report_; }

  // Writes the batch as one transaction.
  Status write() {
    AUTHLEDGER_CHECK(hash_passwords());
    std::vector<command::AppendItem> items;
    const auto context = operator_context(core_, options_.tenant_id);
    std::vector<Parsed> plain;
    for (auto& row : batch_) {
      if (row.command.role_id == command::roles::kSuperAdmin) {
        AUTHLEDGER_CHECK(write_alone(context, row));
        continue;
      }
      auto plan = core_.dispatcher->plan_new(context, row.command);
      if (!plan) {
        bad(row.line, plan.error().detail);
        continue;
      }
      items.push_back(std::move(plan->item));
      plain.push_back(std::move(row));
    }
    batch_.clear();
    if (items.empty()) return {};
    auto outcomes = core_.stack.log->append(items);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      AUTHLEDGER_CHECK(count(plain[i], outcomes[i]));
    return {};
  }

 private:
  // The set of superAdmins is one stream: such rows go the usual way, one by one.
  Status write_alone(const command::CommandContext& context, const Parsed& row) {
    auto written = core_.dispatcher->run(context, nullptr, row.command);
    if (!written && written.error().code == Code::kUnavailable)
      return fail(std::move(written).error());
    if (!written)
      bad(row.line, written.error().detail);
    else if (written->position > 0)
      ++report_.imported;
    else
      ++report_.known;
    return {};
  }

  Status count(const Parsed& row, command::AppendOutcome& outcome) {
    if (std::holds_alternative<command::Appended>(outcome)) {
      ++report_.imported;
    } else if (std::holds_alternative<command::VersionConflict>(outcome)) {
      ++report_.known;
    } else if (const auto* taken = std::get_if<command::ClaimTaken>(&outcome)) {
      if (taken->owner == command::UserAggregate::stream_id(row.command.user_id))
        ++report_.known;
      else
        bad(row.line, taken->claim.kind + " is taken");
    } else if (auto* error = std::get_if<Error>(&outcome)) {
      if (error->code == Code::kUnavailable) return fail(std::move(*error));
      bad(row.line, error->detail);
    }
    return {};
  }

  Status hash_passwords() {
    std::vector<std::pair<Parsed*, std::future<Result<std::string>>>> running;
    const auto settle = [&](auto& one) -> Status {
      AUTHLEDGER_TRY(hash, one.second.get());
      one.first->command.password_hash = std::move(hash);
      return {};
    };
    for (auto& row : batch_) {
      if (row.password.empty()) continue;
      running.emplace_back(&row, std::async(std::launch::async, [this, &row] {
        return core_.hash_pool->hash(row.password);
      }));
      if (running.size() >= static_cast<std::size_t>(core_.settings.password_threads) + 1) {
        for (auto& one : running) AUTHLEDGER_CHECK(settle(one));
        running.clear();
      }
    }
    for (auto& one : running) AUTHLEDGER_CHECK(settle(one));
    return {};
  }

  Core& core_;
  const ImportOptions& options_;
  ImportReport report_;
  std::vector<Parsed> batch_;
  std::set<std::string> emails_;
};

}  // namespace

Result<ImportReport> import_users(Core& core, const std::string& file,
                                  const ImportOptions& options) {
  std::ifstream input(file, std::ios::binary);
  if (!input) return fail(errors::kSettingInvalid, "the file " + file + " cannot be read.");
  std::error_code unknown;
  const auto size = std::filesystem::file_size(file, unknown);
  const std::int64_t total = unknown ? 0 : static_cast<std::int64_t>(size);
  constexpr std::size_t kLineMax = 64 * 1024;
  Import import(core, options);
  std::string text;
  std::int64_t line = 0;
  std::int64_t done = 0;
  const auto write = [&]() -> Status {
    AUTHLEDGER_CHECK(import.write());
    if (options.on_progress) options.on_progress(done, total, import.report().imported);
    return {};
  };
  while (std::getline(input, text)) {
    ++line;
    done += static_cast<std::int64_t>(text.size()) + 1;
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.size() > kLineMax)
      import.bad(line, "is longer than 64 KiB");
    else if (text.find_first_not_of(" \t") != std::string::npos)
      import.add(line, text);
    if (import.full()) AUTHLEDGER_CHECK(write());
    if (options.cancelled && options.cancelled()) break;
  }
  AUTHLEDGER_CHECK(write());
  return import.report();
}

}  // namespace authledger::infra
