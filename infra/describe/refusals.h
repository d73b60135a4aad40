// What operations answer instead of success: the refusals that follow from a row, and those of its
// handler.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "infra/http/route.h"
#include "shared/result.h"

namespace authledger::infra {

// By HTTP status. What the transport refuses by itself (408, 413, 414, 431) may have no row.
std::map<int, std::vector<const ErrorRow*>> refusals_of(const Route& route);

// components.responses of the OpenAPI document: operations that refuse alike share them.
class Refusals {
 public:
  // The reference, as JSON.
  std::string add(const Route& route, int status, const std::vector<const ErrorRow*>& rows);
  std::string components() const;     // the JSON object
  static std::string short_schema();  // the short form of some 401

 private:
  std::vector<std::pair<std::string, std::string>> named_;  // name, response
};

std::string_view status_text(int status);

}  // namespace authledger::infra
