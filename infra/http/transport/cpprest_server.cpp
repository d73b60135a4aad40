#include "infra/http/transport/cpprest_server.h"

#include <cpprest/details/http_server_api.h>
#include <pplx/threadpool.h>

#include <map>
#include <mutex>
#include <stdexcept>

namespace authledger::infra {
namespace {

using web::http::http_request;
using web::http::http_response;
using web::http::experimental::details::http_server;
using web::http::experimental::details::http_server_api;
using web::http::experimental::listener::details::http_listener_impl;

/// Runs continuations where they are made: the library's pool would cost more than the request.
class InlineScheduler final : public pplx::scheduler_interface {
 public:
  void schedule(pplx::TaskProc_t run, void* argument) override { run(argument); }
};

pplx::task<void> done() {
  static InlineScheduler scheduler;
  static const auto task =
      pplx::task_from_result(pplx::task_options(pplx::scheduler_ptr(&scheduler)));
  return task;
}

void deliver(http_listener_impl& listener, HttpRequest message, const std::string& uri,
             std::unique_ptr<Exchange> exchange) {
  const std::string method = message.method;
  const std::string remote = message.remote_address;
  auto request = http_request::_create_request(
      std::make_unique<ServerContext>(std::move(message), std::move(exchange)));
  try {
    request.set_method(method);
    request._get_impl()->_set_remote_address(remote);
    request.set_request_uri(web::uri(uri));
    listener.handle_request(request);
  } catch (const std::exception&) {
    // Unanswered, so the exchange answers 500 when the request goes.
  }
}

class Transport final : public http_server {
 public:
  pplx::task<void> start() override { return done(); }
  pplx::task<void> stop() override { return done(); }

  pplx::task<void> register_listener(http_listener_impl* listener) override {
    const std::lock_guard lock(mutex_);
    const auto site = announced_.extract(listener->uri().port());
    if (site.empty()) throw std::logic_error("a listener without a site");
    site.mapped()->deliver = [listener](HttpRequest message, const std::string& uri,
                                        std::unique_ptr<Exchange> exchange) {
      infra::deliver(*listener, std::move(message), uri, std::move(exchange));
    };
    return done();
  }
  pplx::task<void> unregister_listener(http_listener_impl*) override { return done(); }

  pplx::task<void> respond(http_response response) override {
    auto* context = dynamic_cast<ServerContext*>(response._get_server_context());
    if (context != nullptr && context->answer) {
      const auto exchange = std::move(context->exchange);
      context->answer->status = response.status_code();
      exchange->answer(std::move(*context->answer));
    }
    return done();
  }

  void announce(Site& site, int port) {
    const std::lock_guard lock(mutex_);
    announced_[port] = &site;
  }

 private:
  std::mutex mutex_;
  std::map<int, Site*> announced_;
};

/// Opening and closing of listeners, and with them the library's server pointer.
std::mutex& registration() {
  static std::mutex mutex;
  return mutex;
}

/// The library's default is 40 threads; only opening and closing a listener ever uses one.
void limit_library_threads() {
  static const bool once = [] {
    try {
      crossplat::threadpool::initialize_with_threads(2);
    } catch (const std::exception&) {
      return false;  // the process has started the pool already
    }
    return true;
  }();
  static_cast<void>(once);
}

Transport& installed() {
  if (!http_server_api::has_listener()) {
    limit_library_threads();
    http_server_api::register_server_api(std::make_unique<Transport>());
  }
  auto* ours = dynamic_cast<Transport*>(http_server_api::server_api());
  if (ours == nullptr) throw std::logic_error("another HTTP server is installed in cpprestsdk");
  return *ours;
}

}  // namespace

ServerContext& context_of(const http_request& request) {
  return *static_cast<ServerContext*>(request._get_server_context());
}

void reply(const http_request& request, HttpResponse answer) {
  http_response response(static_cast<web::http::status_code>(answer.status));
  context_of(request).answer = std::move(answer);
  request.reply(response);
}

ListenerBinding::ListenerBinding(Site& site, std::uint16_t port,
                                 std::function<void(http_request)> handler)
    : listener_(web::uri("http://localhost:" + std::to_string(port) + "/")) {
  listener_.support(handler);
  listener_.support(web::http::methods::OPTIONS, handler);
  listener_.support(web::http::methods::TRCE, handler);
  const std::lock_guard lock(registration());
  installed().announce(site, port);
  listener_.open().wait();
  installed();
}

ListenerBinding::~ListenerBinding() {
  const std::lock_guard lock(registration());
  try {
    listener_.close().wait();
  } catch (const std::exception&) {
    // The library reports only what our own functions throw on closing: nothing.
  }
}

}  // namespace authledger::infra
