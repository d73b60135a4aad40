// authledger_load: a light HTTP load generator, one thread and epoll. Reads a Plan as JSON from its
// standard input, prints an Outcome (tests/load/plan.h).
#include <iostream>
#include <iterator>

#include "shared/codec.h"
#include "tests/load/plan.h"

int main() {
  std::ios::sync_with_stdio(false);
  const std::string text{std::istreambuf_iterator<char>(std::cin),
                         std::istreambuf_iterator<char>()};
  const auto plan = authledger::decode<authledger::load::Plan>(std::string_view(text));
  if (!plan) {
    std::cerr << "authledger_load: " << plan.error().detail << '\n';
    return 2;
  }
  std::cout << authledger::encode(authledger::load::run(*plan)) << '\n';
  return 0;
}
