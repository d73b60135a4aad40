// Where the manage face finds its input: GET in the query, POST and PUT in the body, DELETE in
// either (the body decides).
#pragma once

#include "infra/http/call.h"

namespace authledger::infra {

// Puts the query into the body where that is looked at; ids in lower case.
void gather_input(Call& call);

// Errors: request.invalid_input with every wrong field.
template <class T>
Result<T> read_input(Call& call) {
  gather_input(call);
  return call.read_body<T>();
}

}  // namespace authledger::infra
