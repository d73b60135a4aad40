// A connection of the transport, from its first byte to its last, over a wire in memory.
//
// Input: one byte that says in pieces of how many bytes the rest arrives. The same bytes in one
// piece must lead to the same requests and the same answers: what a request is must not depend on
// packets.
#include <algorithm>
#include <string>
#include <vector>

#include "infra/http/transport/connection.h"
#include "infra/http/transport/exchange.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/memory_wire.h"

namespace authledger::fuzz {
namespace {

using namespace infra;

constexpr std::size_t kBodyMax = 2000;

HttpLimits limits() {
  HttpLimits limits;
  limits.body_bytes_max = kBodyMax;
  limits.header_bytes_max = 1000;
  limits.header_count_max = 12;
  limits.target_bytes_max = 200;
  limits.workers = 0;
  return limits;
}

struct Seen {
  std::vector<std::string> requests;
  std::vector<int> statuses;
  bool refused = false;
};

void check_request(const HttpRequest& request) {
  require(!request.method.empty(), "a request has a method");
  require(request.path == "*" || request.path.starts_with('/'), "a path starts with a slash");
  require(!request.path.starts_with("//"), "a path does not start with two slashes");
  require(request.path.find('\0') == std::string::npos, "a path has no NUL", request.path);
  require(request.body.size() <= kBodyMax, "a body is within its limit");
  std::size_t hosts = 0;
  for (const auto& [name, value] : request.headers) {
    require(!name.empty(), "a header has a name");
    require(name.find_first_of(std::string_view("\r\n\0: \t", 6)) == std::string::npos,
            "a header's name has no separator", name);
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
            "a header's value has no line end", value);
    hosts += strcasecmp(name.c_str(), "host") == 0 ? 1 : 0;
  }
  require(hosts <= 1, "a request has one Host");
}

std::string describe(const HttpRequest& request) {
  std::string all = request.method + "\x1f" + request.raw_target + "\x1f" + request.path + "\x1f";
  for (const auto& [key, value] : request.query) all += key + "=" + value + "\x1f";
  for (const auto& [name, value] : request.headers) all += name + ":" + value + "\x1f";
  return all + "\x1e" + request.body;
}

// Answers must be read the only way there is: head, Content-Length, body, to the end.
void read_answers(std::string_view output, Seen& seen) {
  while (!output.empty()) {
    require(output.starts_with("HTTP/1.1 "), "an answer starts with its version", output);
    const int status = std::atoi(std::string(output.substr(9, 3)).c_str());
    const auto end = output.find("\r\n\r\n");
    require(end != std::string_view::npos, "an answer's head ends", output);
    const auto head = output.substr(0, end + 2);
    output.remove_prefix(end + 4);
    if (status == 100) continue;
    seen.statuses.push_back(status);
    const auto number = seen.statuses.size() - 1;
    if (number < seen.requests.size() && seen.requests[number].starts_with("HEAD\x1f")) continue;
    const auto length = head.find("\r\nContent-Length: ");
    require(length != std::string_view::npos, "an answer has a length", head);
    const auto bytes = std::strtoul(std::string(head.substr(length + 18)).c_str(), nullptr, 10);
    require(bytes <= output.size(), "a body is as long as it says", head);
    output.remove_prefix(bytes);
  }
}

Seen play(std::string_view input, std::size_t piece_bytes) {
  static IoLoop loop;
  static Seen* current = nullptr;
  static Site site(limits(), [](int status, std::string_view reason) {
    current->refused = true;
    require(!reason.empty(), "a refusal says why");
    HttpResponse response;
    response.status = status;
    return response;
  });
  site.deliver = [](HttpRequest request, const std::string&, std::unique_ptr<Exchange> exchange) {
    check_request(request);
    require(!current->refused, "nothing is read behind a refusal");
    current->requests.push_back(describe(request));
    HttpResponse response;
    response.body = "answer";
    exchange->answer(std::move(response));
  };
  Seen seen;
  current = &seen;
  Tape tape{input, piece_bytes, {}, false};
  std::weak_ptr<Connection> left;
  {
    auto wire = std::make_unique<MemoryWire>(loop.context, tape);
    const auto connection =
        std::make_shared<Connection>(site, loop, std::move(wire), Connection::Peer{"fuzz"});
    ++site.meters.connections_open;
    connection->start();
    left = connection;
  }
  loop.context.restart();
  loop.context.poll();
  require(tape.closed && left.expired(), "the connection ends when its client does");
  require(site.held_bytes == 0, "no memory is counted that nobody holds");
  require(loop.untried.empty() && loop.waiting.empty() && loop.holding.empty(), "nobody waits");
  read_answers(tape.output, seen);
  require(seen.statuses.size() == seen.requests.size() + (seen.refused ? 1 : 0),
          "each request has one answer", tape.output);
  return seen;
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger::fuzz;
  if (size == 0) return 0;
  const auto input = text_of(data + 1, size - 1);
  const auto whole = play(input, 1 << 20);
  const auto pieces = play(input, 1 + data[0] % 64);
  require(whole.requests == pieces.requests, "requests do not depend on packets");
  // Of two things that are wrong with a request, the one that arrives first is told.
  auto expected = whole.statuses;
  if (whole.refused && pieces.refused) expected.back() = pieces.statuses.back();
  require(pieces.statuses == expected, "answers do not depend on packets");
  return 0;
}
