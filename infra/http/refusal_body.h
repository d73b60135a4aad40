// The error object of the service and system faces (seed 002).
#pragma once

#include <string>

#include "shared/answer.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

// errMsg_<reason in camelCase>, from the part of the error's id behind the dot.
std::string error_message(std::string_view id);

// JSON schema of the error object.
std::string refusal_schema();

// Status, body and the headers that go with it (Retry-After). `short_message` replaces the whole
// message by the seed's short form {"status":"ERR","message":…} for a 401.
Answer refusal_answer(const Error& error, Timestamp now, std::string_view short_message = {});

}  // namespace authledger::infra
