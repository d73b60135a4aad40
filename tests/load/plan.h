// What the load generator is asked to do, and what it answers: JSON on its standard input and
// output.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "shared/fields.h"

namespace authledger::load {

// Requests of one kind. `path`, `headers` and `body` may hold {n}, a number that rises by one with
// each request of the group, {value}, the next of `values`, and {token}.
struct Group {
  std::string name;
  std::int64_t connections = 1;  // kept alive
  double rate = 0;               // per second, due at even distances; 0: the next after each answer
  std::string method = "GET";
  std::string path;
  std::vector<std::string> headers;  // "name: value"
  std::string body;
  std::vector<std::string> values;
  std::vector<std::string> tokens;  // one per connection, in turns
  std::string token_header;         // answers carry the connection's next token here
  static constexpr auto fields() {
    return std::tuple{
        field("name", &Group::name, {}),     field("connections", &Group::connections, {}),
        field("rate", &Group::rate, {}),     field("method", &Group::method, {}),
        field("path", &Group::path, {}),     field("headers", &Group::headers, {}),
        field("body", &Group::body, {}),     field("values", &Group::values, {}),
        field("tokens", &Group::tokens, {}), field("tokenHeader", &Group::token_header, {})};
  }
};

struct Plan {
  std::int64_t port = 0;  // on 127.0.0.1
  double seconds = 1;
  double warm_up_s = 0;  // before them, not counted
  std::int64_t first_n = 0;
  std::vector<Group> groups;
  static constexpr auto fields() {
    return std::tuple{field("port", &Plan::port, {}), field("seconds", &Plan::seconds, {}),
                      field("warmUp_s", &Plan::warm_up_s, {}), field("firstN", &Plan::first_n, {}),
                      field("groups", &Plan::groups, {})};
  }
};

struct Times {  // milliseconds
  std::int64_t count = 0;
  double p50 = 0, p90 = 0, p99 = 0, max = 0;
  static constexpr auto fields() {
    return std::tuple{field("count", &Times::count, {}), field("p50", &Times::p50, {}),
                      field("p90", &Times::p90, {}), field("p99", &Times::p99, {}),
                      field("max", &Times::max, {})};
  }
};

struct StatusCount {
  std::int64_t status = 0;  // 0: no answer
  std::int64_t count = 0;
  static constexpr auto fields() {
    return std::tuple{field("status", &StatusCount::status, {}),
                      field("count", &StatusCount::count, {})};
  }
};

struct GroupResult {
  std::string name;
  std::vector<StatusCount> statuses;
  Times good;      // 2xx, from the first byte sent to the last received
  Times refused;   // 429 and 503
  Times send_lag;  // how late requests with a rate were sent: no connection free, or no CPU for us
  std::int64_t without_retry_after = 0;  // of the refused
  std::int64_t unsent = 0;               // were due at the end
  std::string odd;                       // the first answer that is neither good nor refused
  static constexpr auto fields() {
    return std::tuple{field("name", &GroupResult::name, {}),
                      field("statuses", &GroupResult::statuses, {}),
                      field("good", &GroupResult::good, {}),
                      field("refused", &GroupResult::refused, {}),
                      field("sendLag", &GroupResult::send_lag, {}),
                      field("withoutRetryAfter", &GroupResult::without_retry_after, {}),
                      field("unsent", &GroupResult::unsent, {}),
                      field("odd", &GroupResult::odd, {})};
  }
};

struct Outcome {
  double seconds = 0;       // counted ones
  double client_cpu_s = 0;  // of the load generator, warm-up included
  std::int64_t next_n = 0;
  std::vector<GroupResult> groups;
  static constexpr auto fields() {
    return std::tuple{field("seconds", &Outcome::seconds, {}),
                      field("clientCpu_s", &Outcome::client_cpu_s, {}),
                      field("nextN", &Outcome::next_n, {}), field("groups", &Outcome::groups, {})};
  }
};

// Throws nothing; a server that cannot be reached shows as answers of status 0.
Outcome run(const Plan& plan);

}  // namespace authledger::load
