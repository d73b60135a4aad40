#include <algorithm>
#include <iterator>
#include <limits>

#include "infra/http/transport/connection.h"
#include "infra/http/transport/exchange.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kBodyReadBytes = 64 * 1024;
constexpr std::size_t kEventReadBytes = 128;  // thousands of readers, and nothing to read
constexpr std::size_t kKeptBufferBytes = 16 * 1024;

std::string_view view(const boost::beast::flat_buffer& buffer) {
  const auto data = buffer.cdata();
  return {static_cast<const char*>(data.data()), data.size()};
}

std::string text(boost::beast::string_view value) { return {value.data(), value.size()}; }

}  // namespace

void Connection::read_more() {
  if (reading_) return;
  reading_ = true;
  const std::size_t bytes = phase_ == Phase::kBody     ? kBodyReadBytes
                            : phase_ == Phase::kEvents ? kEventReadBytes
                                                       : kReadBytes;
  wire_->read_some(buffer_.prepare(bytes),
                   [self = shared_from_this()](ErrorCode error, std::size_t count) {
                     self->on_read(error, count);
                   });
}

void Connection::on_read(ErrorCode error, std::size_t bytes) {
  reading_ = false;
  switch (phase_) {
    case Phase::kClosed:
    case Phase::kHandshake:
    case Phase::kHandling:
    case Phase::kWriting:
      return;  // a last answer is going out; what comes after it is not looked at
    case Phase::kIdle:
    case Phase::kHead:
    case Phase::kBody:
      if (error) return close();
      buffer_.commit(bytes);
      return process();
    case Phase::kEvents:
      return error ? close() : read_more();
    case Phase::kLinger:
      lingered_bytes_ += bytes;
      return error || lingered_bytes_ > site_.limits.linger_bytes_max ? close() : read_more();
  }
}

void Connection::next_request() {
  if (!keep_alive_ || site_.stopping) return linger();
  phase_ = Phase::kIdle;
  parser_.reset();
  scanner_.reset();
  framing_ = {};
  wait_for_client();
  is_head_request_ = false;
  http10_ = false;
  if (buffer_.size() == 0 && buffer_.capacity() > kKeptBufferBytes) buffer_.shrink_to_fit();
  expire_after(site_.limits.idle_timeout_ms);
  process();
}

void Connection::skip_empty_lines() {
  while (view(buffer_).starts_with("\r\n")) buffer_.consume(2);  // RFC 9112 §2.2
}

void Connection::process() {
  if (phase_ == Phase::kBody) return parse_body();
  if (phase_ == Phase::kIdle) {
    skip_empty_lines();
    if (buffer_.size() == 0 || view(buffer_) == "\r") return read_more();
    phase_ = Phase::kHead;
    received_ = std::chrono::steady_clock::now();
    expire_at(received_ + std::chrono::milliseconds(site_.limits.header_timeout_ms));
  }
  switch (scanner_.scan(view(buffer_), site_.limits)) {
    case HeadScanner::State::kMore:
      return read_more();
    case HeadScanner::State::kRefused:
      return refuse(scanner_.refusal());
    case HeadScanner::State::kComplete:
      return parse_head();
  }
}

void Connection::parse_head() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(scanner_.size() + 1));
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // decided below, by the path
  ErrorCode error;
  buffer_.consume(parser_->put(asio::buffer(buffer_.data(), scanner_.size()), error));
  if (error || !parser_->is_header_done()) return refuse(parser_refusal(error));
  const auto& head = parser_->get();
  const auto method = text(head.method_string());
  is_head_request_ = method == "HEAD";
  http10_ = head.version() < 11;
  if (const auto refusal = check_head(head, site_.limits, framing_)) return refuse(*refusal);
  target_ = {};
  if (const auto refusal = parse_target(method, text(head.target()), target_)) {
    return refuse(*refusal);
  }
  keep_alive_ = parser_->keep_alive();
  header_lines_ = static_cast<std::size_t>(std::distance(head.begin(), head.end()));
  const auto limit = site_.limits.body_limit ? site_.limits.body_limit(method, target_.path)
                                             : site_.limits.body_bytes_max;
  if (framing_.length > limit) return refuse({413, "body too large"});
  if (parser_->is_done()) return hand_over();
  chunks_ = ChunkDecoder(limit);
  parser_->body_limit(limit);
  parser_->eager(true);
  phase_ = Phase::kBody;
  expire_at(received_ + std::chrono::milliseconds(site_.limits.total_timeout_ms));
  if (framing_.expects_continue && buffer_.size() == 0) {
    head_out_ = "HTTP/1.1 100 Continue\r\n\r\n";
    return write(After::kReadBody);
  }
  parse_body();
}

void Connection::parse_body() {
  if (framing_.chunked) return parse_chunks();
  if (buffer_.size() > 0) {
    ErrorCode error;
    const auto used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    if (error && error != boost::beast::http::error::need_more) {
      return refuse(parser_refusal(error));
    }
    if (parser_->is_done()) return hand_over();
  }
  read_rest();
}

void Connection::parse_chunks() {
  std::size_t used = 0;
  const auto state = chunks_.feed(view(buffer_), parser_->get().body(), used);
  buffer_.consume(used);
  switch (state) {
    case ChunkDecoder::State::kMore:
      return read_rest();
    case ChunkDecoder::State::kRefused:
      return refuse(chunks_.refusal());
    case ChunkDecoder::State::kComplete:
      return hand_over();
  }
}

void Connection::read_rest() {
  if (!hold(parser_->get().body().size() + buffer_.size())) {
    return refuse({503, "too many requests are incomplete"});
  }
  read_more();
}

void Connection::hand_over() {
  if (!hold(parser_->get().body().size())) return refuse({503, "too much waits to be handled"});
  waiting_.leave();
  holding_.leave();
  tried_ = true;
  phase_ = Phase::kHandling;
  deadline_ = kNever;
  ++site_.meters.requests;
  HttpRequest request;
  auto& message = parser_->get();
  request.method = text(message.method_string());
  request.path = std::move(target_.path);
  request.raw_target = text(message.target());
  request.query = std::move(target_.query);
  request.headers.reserve(header_lines_);
  for (const auto& field : message) {
    request.headers.emplace_back(text(field.name_string()), text(field.value()));
  }
  request.body = std::move(message.body());
  request.remote_address = peer_.address;
  request.received = received_;
  parser_.reset();
  site_.deliver(std::move(request), std::move(target_.uri),
                std::make_unique<Exchange>(shared_from_this()));
}

}  // namespace authledger::infra
