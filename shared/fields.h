// One declaration per struct, `static constexpr auto fields()`, from which the JSON codec, the JSON
// schema, the validation of requests and the schema of read models are made.
//
//   struct Point { double x; double y;
//     static constexpr auto fields() { return std::tuple{field("x", &Point::x), field("y",
//     &Point::y)}; } };
#pragma once

#include <concepts>
#include <string_view>
#include <tuple>

namespace authledger {

// What a field demands of an input, and what a read model can do with it.
struct FieldRule {
  int length_min = 0;         // code points of a text
  int length_max = 0;         // 0: no limit of its own
  std::string_view format{};  // "email", "uuid", "language", "role", "url", "second_factor":
                              // checked by validation.cpp; "json": an object, kept as text;
                              // "exact": compared as a whole by read models
  std::string_view about{};   // a sentence for the API's documents
  std::string_view example{};
  bool write_only = false;  // never shown back: passwords
  bool filter = false;      // read model: lists can filter by it
  bool sort = false;        // read model: lists can sort by it
  bool search = false;      // read model: keyword search looks into it
  int items_min = 0;        // of a list
  int items_max = 0;        // 0: no limit of its own
};

template <class S, class M>
struct Field {
  std::string_view name;
  M S::*member;
  FieldRule rule;
};

template <class S, class M>
constexpr Field<S, M> field(std::string_view name, M S::*member, FieldRule rule = {}) {
  return {name, member, rule};
}

template <class T>
concept HasFields = requires {
  T::fields();
};

template <HasFields T, class F>
constexpr void for_each_field(F&& f) {
  std::apply([&](const auto&... one) { (f(one), ...); }, T::fields());
}

}  // namespace authledger
