// The names of uploaded images, judged before anything is kept under them.
#pragma once

#include <string>
#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

// One plain name with one extension, that of `mime_type`: at most 200 bytes of UTF-8, no part of a
// path, no control or direction character, no second extension such as .php.png. Errors:
// avatar.file_name_is_not_allowed with the reason.
Status check_image_name(std::string_view name, std::string_view mime_type);

// For Content-Disposition, RFC 6266: in plain ASCII, and as sent in UTF-8.
std::string inline_disposition(std::string_view name);

}  // namespace authledger::infra
