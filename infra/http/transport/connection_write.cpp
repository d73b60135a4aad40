#include <array>
#include <charconv>

#include "infra/http/transport/connection.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kLastChunk = "0\r\n\r\n";

std::string chunk_size_line(std::size_t bytes) {
  std::array<char, 2 * sizeof bytes> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16).ptr;
  return std::string(digits.data(), end).append("\r\n");
}

std::shared_ptr<BodySource> source_of(HttpResponse& response) {
  return response.source ? std::make_shared<BodySource>(std::move(response.source)) : nullptr;
}

}  // namespace

void Connection::refuse(const Refusal& refusal) {
  keep_alive_ = false;
  if (phase_ == Phase::kBody) parser_.reset();  // what came of the body goes at once
  begin_answer(site_.refuse(refusal.status, refusal.reason));
}

void Connection::answer(HttpResponse response) {
  if (phase_ == Phase::kHandling) return begin_answer(std::move(response));
  if (response.event_stream) response.event_stream->detach();
  drop(source_of(response));
}

void Connection::drop(std::shared_ptr<BodySource> source) {
  if (source) site_.workers.submit([source = std::move(source)] {});
}

void Connection::abandon() {
  if (phase_ == Phase::kHandling) refuse({500, "the request was dropped unanswered"});
}

void Connection::begin_answer(HttpResponse response) {
  if (!is_sendable(response)) {
    if (response.event_stream) response.event_stream->detach();
    drop(source_of(response));
    response = site_.refuse(500, "the answer has a bad header or status");
    if (!is_sendable(response)) response.headers.clear();
  }
  phase_ = Phase::kWriting;
  waiting_.leave();
  static_cast<void>(hold(0));
  keep_alive_ = keep_alive_ && !asks_to_close(response) && !site_.stopping;
  const bool bodyless = is_head_request_ || is_bodyless(response.status);
  const bool streamed = response.source || response.event_stream;
  if (streamed && (http10_ || response.event_stream)) keep_alive_ = false;
  chunked_ = streamed && !http10_ && !is_bodyless(response.status);
  ResponseFraming framing{keep_alive_, http10_, chunked_, std::nullopt};
  if (!streamed && !is_bodyless(response.status)) framing.length = response.body.size();
  head_out_ = response_head(response, framing);
  if (bodyless || !streamed) {
    if (response.event_stream) response.event_stream->detach();
    drop(source_of(response));
    if (!bodyless) body_out_ = std::move(response.body);
    return write(After::kNextRequest);
  }
  if (response.event_stream) {
    events_ = std::move(response.event_stream);
    ++site_.meters.event_streams_open;
    return write(After::kSendEvents);
  }
  source_ = source_of(response);
  source_done_ = false;
  write(After::kPullSource);
}

void Connection::write(After after) {
  after_ = after;
  written_ = 0;
  writing_ = true;
  if (phase_ != Phase::kBody) expire_after(site_.limits.write_timeout_ms);
  write_some();
}

void Connection::write_some() {
  const auto from_head = std::min(written_, head_out_.size());
  const Wire::Buffers buffers{asio::buffer(head_out_) + from_head,
                              asio::buffer(body_out_) + (written_ - from_head)};
  wire_->write_some(buffers, [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
    if (self->phase_ == Phase::kClosed) return;
    if (error) return self->close();
    self->written_ += bytes;
    if (self->written_ == self->head_out_.size() + self->body_out_.size()) {
      return self->on_written();
    }
    if (!self->hold(self->head_out_.size() + self->body_out_.size())) return self->close();
    if (self->phase_ != Phase::kBody) self->expire_after(self->site_.limits.write_timeout_ms);
    self->write_some();
  });
}

void Connection::on_written() {
  writing_ = false;
  if (phase_ != Phase::kBody) static_cast<void>(hold(0));
  head_out_.clear();
  body_out_ = std::string();
  deadline_ = phase_ == Phase::kBody ? deadline_ : kNever;
  switch (after_) {
    case After::kReadBody:
      return phase_ == Phase::kBody ? parse_body() : void();
    case After::kNextRequest:
      return next_request();
    case After::kPullSource:
      return source_done_ ? next_request() : pull();
    case After::kSendEvents:
      return send_events();
  }
}

void Connection::pull() {
  site_.workers.submit([self = shared_from_this(), source = source_] {
    std::string chunk;
    bool more = false;
    bool failed = false;
    try {
      more = (*source)(chunk);
    } catch (...) {
      failed = true;
    }
    asio::post(self->loop_.context, [self, chunk = std::move(chunk), more, failed]() mutable {
      self->on_pulled(std::move(chunk), more, failed);
    });
  });
}

void Connection::on_pulled(std::string chunk, bool more, bool failed) {
  if (phase_ == Phase::kClosed) return;
  if (failed) return close();
  if (more && chunk.empty()) return pull();
  source_done_ = !more;
  if (source_done_) drop(std::move(source_));
  frame_chunk(std::move(chunk), source_done_);
  if (head_out_.empty() && body_out_.empty()) return next_request();
  write(After::kPullSource);
}

void Connection::frame_chunk(std::string chunk, bool last) {
  body_out_ = std::move(chunk);
  if (!chunked_) return;
  if (!body_out_.empty()) {
    head_out_ = chunk_size_line(body_out_.size());
    body_out_.append("\r\n");
  }
  if (last) body_out_.append(kLastChunk);
}

void Connection::send_events() {
  if (phase_ == Phase::kWriting) {  // the head is out: from now on the feeder wakes us
    phase_ = Phase::kEvents;
    buffer_ = boost::beast::flat_buffer();
    read_more();  // finds a reader that went away
    events_->attach([weak = weak_from_this(), &context = loop_.context] {
      asio::post(context, [weak] {
        const auto self = weak.lock();
        if (!self || self->phase_ != Phase::kEvents) return;
        if (!self->writing_) return self->send_events();
        if (self->events_->overrun()) self->close();
      });
    });
    if (site_.stopping) events_->close();
    return;
  }
  events_->sent(std::exchange(event_bytes_, 0));
  auto taken = events_->take();
  if (taken.overrun) return close();
  if (taken.bytes.empty() && !taken.closed) return;
  event_bytes_ = taken.bytes.size();
  const bool last = taken.closed;
  frame_chunk(std::move(taken.bytes), last);
  if (head_out_.empty() && body_out_.empty()) return linger();
  write(last ? After::kNextRequest : After::kSendEvents);
}

void Connection::linger() {
  phase_ = Phase::kLinger;
  if (!reading_) buffer_ = boost::beast::flat_buffer();
  lingered_bytes_ = 0;
  waiting_.take_first(loop_.untried, this);
  expire_after(site_.limits.linger_timeout_ms);
  wire_->shutdown_send([self = shared_from_this()](ErrorCode error, std::size_t) {
    if (self->phase_ == Phase::kClosed) return;
    if (error) return self->close();
    self->read_more();
  });
}

}  // namespace authledger::infra
