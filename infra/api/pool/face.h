// The pool face (seed 001): {message, data, error} around everything, refusals too.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>

#include "infra/http/face.h"
#include "shared/codec.h"

namespace authledger::infra {

const Face& pool_face();

struct NoData {
  static constexpr auto fields() { return std::tuple<>{}; }
};

template <class Data>
struct PoolAnswer {
  std::string message;
  Data data{};
  bool error = false;
  static constexpr auto fields() {
    return std::tuple{field("message", &PoolAnswer::message), field("data", &PoolAnswer::data),
                      field("error", &PoolAnswer::error)};
  }
};

template <class Data = NoData>
Answer pool_answer(std::string message, Data data = {}) {
  return Answer{200, {}, encode(PoolAnswer<Data>{std::move(message), std::move(data), false})};
}

}  // namespace authledger::infra
