// What the rows of the manage face share.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "infra/api/manage/face.h"
#include "infra/http/route.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra::manage {

using Refusals = std::vector<const ErrorRow*>;

// JSON schemas of answers with one object, and with a list.
template <class T>
std::string one() {
  return json_schema<ManageAnswer<T>>();
}
template <class T>
std::string many() {
  return json_schema<ManageAnswer<std::vector<T>>>();
}

inline const Refusals kOfApp = {&errors::kNotAllowed, &errors::kAppNotFound};

inline Refusals of_app(std::initializer_list<const ErrorRow*> more) {
  Refusals all = kOfApp;
  all.insert(all.end(), more);
  return all;
}

inline std::vector<Parameter> list_parameters() {
  return {{.name = "app_id", .about = "of this app alone", .kind = Parameter::Kind::kId},
          {.name = "keyword", .about = "words, or parts of words"},
          {.name = "pageNumber",
           .about = "from 1; all rows without a page, as a stream",
           .kind = Parameter::Kind::kNumber},
          {.name = "pageRowCount", .about = "1 to 500", .kind = Parameter::Kind::kNumber}};
}

// By subject, without their face.
std::vector<Route> member_rows();
std::vector<Route> role_rows();

}  // namespace authledger::infra::manage
