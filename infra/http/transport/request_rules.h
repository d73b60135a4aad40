// What a parsed head must fulfil beyond its syntax, so that no proxy in front can read it another
// way (RFC 9112 §3.2, §6.1, §6.3). Beast 1.74 accepts most of what is refused here.
#pragma once

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <optional>

#include "infra/http/limits.h"
#include "infra/http/transport/refusal.h"

namespace authledger::infra {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using RequestHead = boost::beast::http::request_header<>;

/// How the body comes, as far as the connection must know.
struct Framing {
  bool chunked = false;
  bool expects_continue = false;
  std::uint64_t length = 0;
};

/// Fills `framing`, or says why the request is refused: 400, 414, 417 or 501.
std::optional<Refusal> check_head(const RequestHead& head, const HttpLimits& limits,
                                  Framing& framing);

/// The answer to an error of Beast's parser.
Refusal parser_refusal(const boost::system::error_code& error);

}  // namespace authledger::infra
