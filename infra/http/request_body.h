// The body of a request, JSON or a form, read within limits.
#pragma once

#include <cstddef>

#include "infra/http/message.h"
#include "shared/json.h"

namespace authledger::infra {

/// Values in one body, names of members not counted. A parsed value takes some fifteen times the
/// memory of its shortest text, so the limit on bytes alone bounds little.
constexpr std::size_t kJsonValuesMax = 10'000;

/// The body as an object. Errors: request.unsupported_media_type unless it is JSON in UTF-8 without
/// a Content-Encoding; request.invalid_json; request.invalid_input when it is no object.
Result<JsonDocument> read_json_body(const HttpRequest& request);

/// A form's fields as the members of an object, all of them strings, so that the same structs read
/// it. Errors: request.must_be_a_form unless it is one in UTF-8 without a Content-Encoding;
/// request.invalid_form.
Result<JsonDocument> read_form_body(const HttpRequest& request);

}  // namespace authledger::infra
