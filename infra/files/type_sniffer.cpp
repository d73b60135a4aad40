#include "infra/files/type_sniffer.h"

#include <magic.h>

#include "shared/errors.h"

namespace authledger::infra {

Result<std::unique_ptr<TypeSniffer>> TypeSniffer::open() {
  // No look into archives, no other programs: only the bytes themselves.
  magic_set* magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
                                MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_JSON |
                                MAGIC_NO_CHECK_CSV);
  if (magic != nullptr && magic_load(magic, nullptr) == 0)
    return std::unique_ptr<TypeSniffer>(new TypeSniffer(magic));
  if (magic != nullptr) magic_close(magic);
  return fail(errors::kSettingInvalid,
              "libmagic's database cannot be loaded: install the package libmagic-mgc.");
}

TypeSniffer::~TypeSniffer() { magic_close(magic_); }

std::string TypeSniffer::mime_type(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const char* found = magic_buffer(magic_, bytes.data(), bytes.size());
  return found == nullptr ? "application/octet-stream" : found;
}

}  // namespace authledger::infra
