// First and last name of a person who gave a full name.
#pragma once

#include <optional>
#include <string>

namespace authledger {

struct PersonName {
  std::string first;
  std::string last;
};

// What the person gave, else the full name split at its last space; one word is a first name.
inline PersonName person_name(const std::optional<std::string>& first,
                              const std::optional<std::string>& last, const std::string& fullname) {
  if (first || last) return {first.value_or(""), last.value_or("")};
  const auto space = fullname.rfind(' ');
  if (space == std::string::npos) return {fullname, ""};
  return {fullname.substr(0, space), fullname.substr(space + 1)};
}

}  // namespace authledger
