// Any struct with fields(), filled in: by name (the same each time), or by dice.
#pragma once

#include "shared/codec.h"
#include "tests/support/people.h"
#include "tests/support/seed.h"

namespace authledger::test {

// `source` answers text(name), number(name), coin(name), count(name).
template <class T, class Source>
T filled(Source& source, std::string_view name) {
  if constexpr (std::is_same_v<T, std::string>) {
    return source.text(name);
  } else if constexpr (std::is_same_v<T, bool>) {
    return source.coin(name);
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(source.number(name));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(source.number(name)) / 8;
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return kNow.plus_s(source.number(name));
  } else if constexpr (codec::IsId<T>::value) {
    return T{uuid_v7(kNow.plus_s(source.number(name)), "0123456789")};
  } else if constexpr (codec::IsOptional<T>::value) {
    if (!source.coin(name)) return std::nullopt;
    return filled<typename T::value_type>(source, name);
  } else if constexpr (codec::IsVector<T>::value) {
    T list;
    for (auto left = source.count(name); left > 0; --left)
      list.push_back(filled<typename T::value_type>(source, name));
    return list;
  } else if constexpr (codec::IsPersonal<T>::value || codec::IsSecret<T>::value) {
    return T{filled<decltype(T::value)>(source, name)};
  } else {
    T value{};
    for_each_field<T>([&](const auto& one) {
      using Member = std::remove_reference_t<decltype(value.*(one.member))>;
      value.*(one.member) = filled<Member>(source, one.name);
    });
    return value;
  }
}

// Everything is there, and different from what an empty struct has.
struct ByName {
  std::string text(std::string_view name) const { return "a " + std::string(name); }
  std::int64_t number(std::string_view name) const {
    return 100 + static_cast<std::int64_t>(name.size());
  }
  bool coin(std::string_view) const { return true; }
  int count(std::string_view) const { return 2; }
};

struct ByDice {
  Dice dice;
  std::string text(std::string_view) { return dice.text(); }
  std::int64_t number(std::string_view) { return dice.number(-1'000'000'000, 1'000'000'000); }
  bool coin(std::string_view) { return dice.coin(); }
  int count(std::string_view) { return static_cast<int>(dice.number(0, 3)); }
};

}  // namespace authledger::test
