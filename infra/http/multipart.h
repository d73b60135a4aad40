// Bodies of multipart/form-data (RFC 7578), read strictly and within limits: what browsers and
// curl send is taken, what could be read in two ways is refused. Nothing is copied: parts point
// into the body.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/result.h"

namespace authledger::infra {

struct MultipartPart {
  std::string name;
  std::optional<std::string> file_name;  // as sent, percent signs and all; a file has one
  std::string content_type;              // as sent, empty: none
  std::string_view body;
};

inline constexpr std::size_t kMultipartPartsMax = 16;
inline constexpr std::size_t kMultipartHeaderBytesMax = 2048;  // of one part, all lines

// REQUIRES: `body` outlives the parts. Errors: request.must_be_multipart_form_data for another
// content type; request.invalid_multipart for a body that is not exactly parts between delimiters
// (RFC 2046 §5.1.1, no text before the first or behind the last one), for headers that are
// repeated, folded, too long, or encode the part, and for more parts than allowed.
Result<std::vector<MultipartPart>> parse_multipart(std::string_view content_type,
                                                   std::string_view body);

}  // namespace authledger::infra
