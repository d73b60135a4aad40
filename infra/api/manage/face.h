// The manage face (seed 000): {statusCode, data, message, status} around every answer.
#pragma once

#include <string>
#include <string_view>

#include "infra/http/face.h"
#include "infra/http/route.h"
#include "shared/codec.h"

namespace authledger::infra {

// Refusals: {statusCode, data: null, message, status: "error"}, with `error`, one entry per wrong
// field, where the input was wrong, and `errCode` where the refusal has a name of its own.
const Face& manage_face();

// A success. T is a struct with fields(), or a vector of such.

template <class T>
struct ManageAnswer {
  std::int64_t status_code = 200;
  T data{};
  std::string message;
  std::string status = "success";
  static constexpr auto fields() {
    return std::tuple{field("statusCode", &ManageAnswer::status_code),
                      field("data", &ManageAnswer::data), field("message", &ManageAnswer::message),
                      field("status", &ManageAnswer::status, {.example = "success"})};
  }
};

// The answer of this call's row.
template <class T>
Answer manage_answer(const Route& route, T data, std::string_view message) {
  ManageAnswer<T> body;
  body.status_code = route.success_status;
  body.data = std::move(data);
  body.message = message;
  return Answer{route.success_status, {}, encode(body)};
}

// Around the rows of a list.
std::string manage_list_head(const Route& route);
std::string manage_list_tail(std::string_view message);

}  // namespace authledger::infra
