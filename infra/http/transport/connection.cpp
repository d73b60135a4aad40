#include "infra/http/transport/connection.h"

#include "infra/http/transport/exchange.h"

namespace authledger::infra {

Connection::Connection(Site& site, IoLoop& loop, std::unique_ptr<Wire> wire, Peer peer)
    : site_(site),
      loop_(loop),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      timer_(loop.context.get_executor()) {
  loop_.connections.insert(this);
}

Connection::~Connection() { close(); }

void Connection::start() {
  if (site_.stopping) return close();
  if (!wire_->needs_handshake()) return next_request();
  wait_for_client();
  expire_after(site_.limits.header_timeout_ms);
  wire_->handshake([self = shared_from_this()](ErrorCode error, std::size_t) {
    if (self->phase_ == Phase::kClosed) return;
    if (error) return self->close();
    self->next_request();
  });
}

void Connection::start_refused() {
  if (site_.stopping || wire_->needs_handshake()) return close();
  refuse({503, "too many connections"});
}

void Connection::drain() {
  switch (phase_) {
    case Phase::kHandshake:
    case Phase::kIdle:
      return close();
    case Phase::kEvents:
      return events_->close();
    default:
      return;  // answer() and next_request() see that the site is stopping
  }
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  loop_.connections.erase(this);
  waiting_.leave();
  static_cast<void>(hold(0));
  wire_->close();
  timer_.cancel();
  drop(std::move(source_));
  if (events_) {
    events_->detach();
    events_.reset();
    --site_.meters.event_streams_open;
  }
  site_.leave(peer_.counted ? peer_.address : std::string());
}

void Connection::expire_at(std::chrono::steady_clock::time_point when) {
  deadline_ = when;
  if (deadline_ < armed_) arm();
}

void Connection::expire_after(std::int64_t timeout_ms) {
  expire_at(std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms));
}

void Connection::arm() {
  armed_ = deadline_;
  timer_.expires_at(armed_);
  timer_.async_wait([self = shared_from_this()](ErrorCode error) {
    if (error || self->phase_ == Phase::kClosed) return;
    self->armed_ = kNever;
    if (self->deadline_ == kNever) return;
    if (std::chrono::steady_clock::now() < self->deadline_) return self->arm();
    self->on_deadline();
  });
}

void Connection::on_deadline() {
  deadline_ = kNever;
  if ((phase_ == Phase::kHead || phase_ == Phase::kBody) && !writing_) {
    return refuse({408, "the request took too long to arrive"});
  }
  close();
}

Exchange::Exchange(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

Exchange::~Exchange() {
  if (connection_ == nullptr) return;
  auto& context = connection_->loop().context;
  asio::post(context, [connection = std::move(connection_)] { connection->abandon(); });
}

void Exchange::answer(HttpResponse response) {
  auto& context = connection_->loop().context;
  asio::post(context,
             [connection = std::move(connection_), response = std::move(response)]() mutable {
               connection->answer(std::move(response));
             });
}

}  // namespace authledger::infra
