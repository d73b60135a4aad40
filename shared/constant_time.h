// Comparing what a stranger sent with what must not be guessed.
#pragma once

#include <string_view>

namespace authledger {

// Takes the same time wherever two texts of the same length differ; only lengths show.
inline bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char differ = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    differ = static_cast<unsigned char>(differ | static_cast<unsigned char>(a[i] ^ b[i]));
  return differ == 0;
}

}  // namespace authledger
