#include "infra/app/import_row.h"

#include "infra/argon2/phc.h"
#include "shared/codec.h"

namespace authledger::infra {

Result<ImportRow> read_import_row(std::string_view line) {
  AUTHLEDGER_TRY(json, parse_json(line));
  AUTHLEDGER_TRY(row, validate<ImportRow>(static_cast<const JsonValue&>(json)));
  if (row.password && row.password_hash)
    return fail(invalid_input("password", "and passwordHash exclude each other"));
  if (row.password_hash && !is_supported_hash(*row.password_hash)) {
    return fail(
        invalid_input("passwordHash", "must be argon2 or bcrypt in PHC format, within limits"));
  }
  return row;
}

}  // namespace authledger::infra
