// The files that browsers get, inside the program: pages, styles, scripts, the icon. Nothing is
// loaded from elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace authledger::infra {

struct Asset {
  std::string_view name;
  std::string_view type;
  std::string_view bytes;
  std::string tag;  // an entity tag of the bytes, with its quotation marks
};

// nullptr for a name that is none of ours, and for Swagger UI's when the program was built without.
const Asset* find_asset(std::string_view name);

}  // namespace authledger::infra
