#include "infra/http/router.h"

#include <algorithm>
#include <utility>

namespace authledger::infra {
namespace {

// Takes the next segment of a path; false at the end.
bool next_segment(std::string_view& rest, std::string_view& segment) {
  if (rest.empty()) return false;
  rest.remove_prefix(1);  // '/'
  const auto slash = rest.find('/');
  segment = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  return true;
}

// Whether a path is one of this row: a parameter is any segment.
bool fits(std::string_view row, std::string_view path) {
  std::string_view wanted, segment;
  while (next_segment(row, wanted)) {
    if (!next_segment(path, segment)) return false;
    if (wanted.starts_with(':') ? segment.empty() : wanted != segment) return false;
  }
  return path.empty();
}

}  // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)), nodes_(1) {
  for (std::size_t i = 0; i < routes_.size(); ++i) add(i);
  for (const auto& route : routes_) {
    if (route.method == "GET" && route.is_write()) writing_gets_.push_back(route.path);
    if (route.method == "POST" && route.sign_in_limit) signing_posts_.push_back(route.path);
    if (route.method == "POST" && route.takes_file()) file_posts_.push_back(route.path);
  }
}

bool Router::signs_in(std::string_view method, std::string_view path) const {
  return method == "POST" &&
         std::find(signing_posts_.begin(), signing_posts_.end(), path) != signing_posts_.end();
}

bool Router::takes_file(std::string_view method, std::string_view path) const {
  return method == "POST" &&
         std::find(file_posts_.begin(), file_posts_.end(), path) != file_posts_.end();
}

bool Router::is_write(std::string_view method, std::string_view path) const {
  if (method != "GET" && method != "HEAD" && method != "OPTIONS") return true;
  return method == "GET" && std::any_of(writing_gets_.begin(), writing_gets_.end(),
                                        [&](const auto& row) { return fits(row, path); });
}

void Router::add(std::size_t route_index) {
  std::string_view rest = routes_[route_index].path;
  std::string_view segment;
  std::size_t at = 0;
  while (next_segment(rest, segment)) {
    const bool parameter = segment.starts_with(':');
    // A suffix behind a parameter, as in :id.svg, stays with the value; the handler checks it.
    const std::string name(parameter ? segment.substr(1, segment.find('.') - 1) : segment);
    std::size_t next = parameter ? nodes_[at].parameter : 0;
    if (!parameter) {
      const auto found = nodes_[at].literal.find(name);
      if (found != nodes_[at].literal.end()) next = found->second;
    }
    if (next == 0) {
      next = nodes_.size();
      nodes_.emplace_back();
      if (parameter) {
        nodes_[at].parameter = next;
        nodes_[at].parameter_name = name;
      } else {
        nodes_[at].literal[name] = next;
      }
    }
    at = next;
    auto& node = nodes_[at];
    const Face* face = routes_[route_index].face;
    node.face = node.face == nullptr || node.face == face ? face : &service_face();
  }
  nodes_[at].methods[std::string(routes_[route_index].method)] = route_index;
}

Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  std::string_view rest = path;
  std::string_view segment;
  std::size_t at = 0;
  while (next_segment(rest, segment)) {
    const auto literal = nodes_[at].literal.find(segment);
    if (literal != nodes_[at].literal.end()) {
      at = literal->second;
    } else if (nodes_[at].parameter != 0 && !segment.empty()) {
      match.path[nodes_[at].parameter_name] = std::string(segment);
      at = nodes_[at].parameter;
    } else {
      return match;
    }
    match.face = nodes_[at].face;
  }
  const auto& methods = nodes_[at].methods;
  for (const auto& [name, index] : methods) {
    match.face = routes_[index].face;
    const bool head = name == "GET" && !routes_[index].is_write();
    match.allow += (match.allow.empty() ? "" : ", ") + name + (head ? ", HEAD" : "");
  }
  const bool head = method == "HEAD";
  const auto found = methods.find(head ? std::string_view("GET") : method);
  if (found == methods.end() || (head && routes_[found->second].is_write())) return match;
  match.route = &routes_[found->second];
  return match;
}

}  // namespace authledger::infra
