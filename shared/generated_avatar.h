// Where the picture is that is drawn for who has none.
#pragma once

#include <string>

namespace authledger {

// `id` of a user or of a group.
inline std::string generated_avatar(const std::string& id) { return "/avatars/" + id + ".svg"; }

}  // namespace authledger
