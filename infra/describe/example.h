// An example of what a JSON schema describes, for documents and for forms to start from.
#pragma once

#include <string>
#include <string_view>

namespace authledger::infra {

// JSON text that the schema accepts, as far as its types, formats, enums and `examples` say.
// REQUIRES: `schema` is JSON without $ref, as json_schema<T>() makes it.
std::string example_json(std::string_view schema);

}  // namespace authledger::infra
