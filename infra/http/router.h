// Finds the row of a request.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

struct Match {
  const Route* route = nullptr;  // nothing: no such path, or another method
  std::map<std::string, std::string, std::less<>> path{};
  // Of the path, also when it does not know the method; of the folder for a path that is none.
  const Face* face = &service_face();
  std::string allow{};  // the methods of the path, for 405 and OPTIONS; empty: no such path
};

// Immutable, thread-safe. A literal segment wins over a parameter.
class Router {
 public:
  explicit Router(std::vector<Route> routes);
  Match find(std::string_view method, std::string_view path) const;
  // Whether Route::is_write() holds for the row, without finding it: quick. Unknown paths by
  // method.
  bool is_write(std::string_view method, std::string_view path) const;
  // Whether the row has a sign_in_limit, likewise; false for paths with parameters.
  bool signs_in(std::string_view method, std::string_view path) const;
  // Whether the row takes a file, likewise.
  bool takes_file(std::string_view method, std::string_view path) const;
  std::span<const Route> routes() const { return routes_; }

 private:
  struct Node {
    std::map<std::string, std::size_t, std::less<>> literal{};  // segment → node
    std::size_t parameter = 0;                                  // 0: none
    std::string parameter_name{};
    std::map<std::string, std::size_t, std::less<>> methods{};  // method → route
    const Face* face = nullptr;  // of all routes below; where they differ, the service face
  };
  void add(std::size_t route_index);

  std::vector<Route> routes_;
  std::vector<std::string_view> writing_gets_;   // their paths, without parameters
  std::vector<std::string_view> signing_posts_;  // likewise
  std::vector<std::string_view> file_posts_;     // likewise
  std::vector<Node> nodes_;
};

}  // namespace authledger::infra
