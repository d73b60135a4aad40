// The master key: 32 bytes that wrap the key ring and are stored nowhere near it.
#pragma once

#include <string>
#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

// From a setting: 64 hex digits, or 32 bytes in base64 or base64url with or without padding; spaces
// around are ignored. Gives the 32 bytes. Error: keys.master_key_wrong.
Result<std::string> parse_master_key(std::string_view text);

// Reads the file, or makes it with a new random key: mode 0600, complete and synced before it
// appears under its name, so that of several processes starting at once all read the same key.
// Gives the 32 bytes. Errors: keys.master_key_wrong (cannot be read or made, no key in it, or other
// users of the machine may read or write it).
Result<std::string> load_or_create_master_key(const std::string& path);

}  // namespace authledger::infra
