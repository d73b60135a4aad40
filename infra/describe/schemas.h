// components.schemas of the OpenAPI document: every schema that rows name, each once.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

class Schemas {
 public:
  // Of every row: bodies and answers, with their envelopes.
  explicit Schemas(std::span<const Route> routes);

  // References and examples as JSON. REQUIRES: the row has the schema.
  std::string request(const Route& route) const;
  std::string request_example(const Route& route) const;
  std::string answer(const Route& route) const;
  std::string answer_example(const Route& route) const;

  std::string components() const;  // the JSON object

 private:
  std::string add(const std::string& text, const std::string& wanted, const Route& route);

  std::vector<std::pair<std::string, std::string>> named_;  // name, schema; in order
  std::map<std::string, std::string> name_of_;              // by schema
};

bool has_envelope(const Route& route);
bool is_list(const Route& route);
bool answers_json(const Route& route);

// userGroups → UserGroup for a list's rows; upper case first.
std::string object_name(const Route& route);
std::string upper_first(std::string_view name);

}  // namespace authledger::infra
