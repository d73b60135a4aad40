// A face: operations that say no in one way. Each row names its own (Route::face), so that what the
// boundary refuses by itself has the form of the operation's other answers.
#pragma once

#include <string>
#include <string_view>

#include "shared/answer.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

struct Face {
  std::string_view name;          // service, manage, pool
  std::string_view tag{};         // chapter of the documents; empty: by path
  std::string_view error_schema;  // its name in the documents
  std::string (*schema)();        // JSON schema of a refusal's body
  // The whole answer: status, Retry-After, body. `short_message` is Route::short_refusal; faces
  // without a short form ignore it.
  Answer (*refuse)(const Error& error, Timestamp now, std::string_view short_message);
};

// Of seed 002; the system face answers alike.
const Face& service_face();

}  // namespace authledger::infra
