#include "infra/http/server.h"

#include <future>
#include <optional>
#include <vector>

#include "infra/http/transport/acceptor.h"
#include "infra/http/transport/connection.h"
#include "infra/http/transport/cpprest_server.h"

namespace authledger::infra {

struct HttpServer::Parts {
  Parts(std::string the_host, std::uint16_t the_port, HttpLimits limits, HttpHandler the_handler,
        HttpRefusal refusal, TlsConfig tls_config)
      : host(std::move(the_host)),
        port(the_port),
        handler(std::move(the_handler)),
        tls(std::move(tls_config)),
        site(std::move(limits), std::move(refusal)) {}

  const std::string host;
  const std::uint16_t port;
  const HttpHandler handler;
  TlsContexts tls;
  Site site;
  std::unique_ptr<IoPool> pool;
  std::unique_ptr<Acceptor> acceptor;
  std::optional<ListenerBinding> listener;
  std::mutex stopping;

  void receive(const web::http::http_request& request);
  void serve(const web::http::http_request& request);
  void on_each_loop(const std::function<void(IoLoop&)>& run);
  void for_each_connection(void (Connection::*action)());
};

namespace {

std::string describe(const std::exception& error) {
  return std::string("the handler failed: ") + error.what();
}

}  // namespace

/// On an I/O thread: must not block.
void HttpServer::Parts::receive(const web::http::http_request& request) {
  const auto& message = context_of(request).request;
  const bool write = site.limits.is_write && site.limits.is_write(message.method, message.path);
  auto& workers = write ? site.write_workers : site.workers;
  const bool hopeless =
      site.limits.is_hopeless && site.limits.is_hopeless(message.method, message.path);
  if (!hopeless && workers.try_submit([this, request] { serve(request); })) return;
  reply(request, site.refuse(503, "too many requests are waiting"));
}

void HttpServer::Parts::serve(const web::http::http_request& request) {
  HttpResponse answer;
  try {
    const auto message = std::move(context_of(request).request);
    answer = handler(message);
  } catch (const std::exception& error) {
    answer = site.refuse(500, describe(error));
  } catch (...) {
    answer = site.refuse(500, "the handler failed");
  }
  reply(request, std::move(answer));
}

void HttpServer::Parts::on_each_loop(const std::function<void(IoLoop&)>& run) {
  for (const auto& loop : pool->loops()) {
    std::promise<void> finished;
    asio::post(loop->context, [&] {
      run(*loop);
      finished.set_value();
    });
    finished.get_future().wait();
  }
}

void HttpServer::Parts::for_each_connection(void (Connection::*action)()) {
  on_each_loop([action](IoLoop& loop) {
    std::vector<std::shared_ptr<Connection>> all;
    for (auto* connection : loop.connections) all.push_back(connection->shared_from_this());
    for (const auto& connection : all) (connection.get()->*action)();
  });
}

HttpServer::HttpServer(std::string host, std::uint16_t port, HttpLimits limits, HttpHandler handler,
                       HttpRefusal refusal, TlsConfig tls)
    : parts_(std::make_unique<Parts>(std::move(host), port, std::move(limits), std::move(handler),
                                     std::move(refusal), std::move(tls))) {}

HttpServer::~HttpServer() { stop(std::chrono::milliseconds(0)); }

void HttpServer::start() {
  auto& parts = *parts_;
  parts.tls.load();
  parts.pool = std::make_unique<IoPool>(parts.site.limits.io_threads);
  parts.acceptor = std::make_unique<Acceptor>(parts.site, *parts.pool, parts.tls);
  parts.acceptor->open(parts.host, parts.port);
  parts.listener.emplace(
      parts.site, parts.acceptor->port(),
      [&parts](const web::http::http_request& request) { parts.receive(request); });
  parts.acceptor->run();
}

std::uint16_t HttpServer::port() const { return parts_->acceptor->port(); }

void HttpServer::stop(std::chrono::milliseconds grace) {
  auto& parts = *parts_;
  const std::lock_guard lock(parts.stopping);
  if (parts.listener) {
    const auto deadline = std::chrono::steady_clock::now() + grace;
    parts.site.stopping = true;
    parts.on_each_loop([&parts](IoLoop& loop) {
      if (&loop == &parts.pool->first()) parts.acceptor->close();
    });
    parts.for_each_connection(&Connection::drain);
    parts.site.wait_until_empty(deadline);
    parts.for_each_connection(&Connection::close);
  }
  parts.site.workers.stop();
  parts.site.write_workers.stop();
  parts.listener.reset();
  if (parts.pool) parts.pool->stop();
}

void HttpServer::reload_tls() { parts_->tls.load(); }

HttpCounters HttpServer::counters() const {
  auto result = parts_->site.meters.snapshot();
  for (const auto* workers : {&parts_->site.workers, &parts_->site.write_workers}) {
    result.queue_depth += workers->queued();
    result.workers_busy += workers->busy();
  }
  return result;
}

}  // namespace authledger::infra
