// The parameters of an operation, as the OpenAPI document has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

// One parameter of an operation.
struct DescribedParameter {
  std::string name;
  std::string place;  // path, query, header
  std::string schema;
  std::string about;
  std::string example;  // as text; of a list: its first value
  bool required = false;
};

// Those of the path, of the query, and the headers; what every route takes comes last.
std::vector<DescribedParameter> parameters_of(const Route& route);

std::string to_json(const DescribedParameter& parameter);

// /v1/users/:userId → /v1/users/{userId}
std::string path_template(std::string_view path);
// The names behind the colons, in order.
std::vector<std::string> path_names(std::string_view path);

}  // namespace authledger::infra
