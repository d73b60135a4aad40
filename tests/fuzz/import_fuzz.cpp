// One line of a file of people.
#include "infra/app/import_row.h"
#include "infra/argon2/phc.h"
#include "shared/codec.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger;
  using namespace authledger::fuzz;
  const auto text = text_of(data, size);
  if (const auto hash = infra::parse_argon2(text)) {
    require(infra::are_allowed(hash->parameters), "a hash stays within the limits", text);
    std::string spelling(text);
    if (text.find("$v=") == text.npos)
      spelling.insert(text.find("$m="), "$v=16");  // the old default
    require(infra::print_argon2(*hash) == spelling, "a hash has one spelling", text);
  }
  const auto row = infra::read_import_row(text);
  if (!row) {
    require(!row.error().detail.empty(), "a refusal says why");
    return 0;
  }
  require(!(row->password && row->password_hash), "a row has one password");
  const auto written = encode(*row);
  const auto again = infra::read_import_row(written);
  require(again && encode(*again) == written, "a row survives a round trip", written);
  return 0;
}
