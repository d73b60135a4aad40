// People from a file of JSON lines, one object each:
//   {"email":"ada@example.com","fullname":"Ada","username":"ada","mobile":"+441234567","roleId":"user",
//    "password":"…" |
//    "passwordHash":"$argon2id$…","emailVerified":true,"mobileVerified":false,"preferredLanguage":"en",
//    "bio":"…","avatar":"…"}
// Bad rows are reported by line number and left out; the rest goes in. Run again after an
// interruption it goes on where it was: a person's id is made from tenant and e-mail, so that a row
// that is in already is found, not doubled.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "infra/app/core.h"

namespace authledger::infra {

struct BadRow {
  std::int64_t line = 0;  // from 1
  std::string reason;
};

struct ImportOptions {
  std::string tenant_id = "root";
  std::size_t batch_rows = 500;
  std::function<void(const BadRow&)> on_bad_row;
  std::function<void(std::int64_t bytes_done, std::int64_t bytes_total, std::int64_t imported)>
      on_progress;
  std::function<bool()> cancelled;
};

struct ImportReport {
  std::int64_t rows = 0;
  std::int64_t imported = 0;
  std::int64_t known = 0;  // were in already, by an earlier run
  std::int64_t bad = 0;
};

// Errors: settings.invalid (the file cannot be read), log.unavailable (run it again).
Result<ImportReport> import_users(Core& core, const std::string& file,
                                  const ImportOptions& options);

}  // namespace authledger::infra
