// Joins lists of events: Concat<std::variant<A>, std::variant<B, C>>::type is
// std::variant<A, B, C>.
#pragma once

#include <variant>

namespace authledger::events {

template <class... Variants>
struct Concat;
template <class... A>
struct Concat<std::variant<A...>> {
  using type = std::variant<A...>;
};
template <class... A, class... B, class... Rest>
struct Concat<std::variant<A...>, std::variant<B...>, Rest...> {
  using type = typename Concat<std::variant<A..., B...>, Rest...>::type;
};

}  // namespace authledger::events
