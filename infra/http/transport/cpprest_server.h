// The seam to cpprestsdk: our transport in place of the library's server, below its http_listener.
//
// A connection's request becomes an http_request with a ServerContext, goes through the listener
// (`handle_request`), and comes back through `http_request::reply` and our respond(). Method, URI,
// remote address and status travel in cpprest's own types. Headers and bodies travel in the
// context: cpprest's header map joins repeated headers (wrong for Cookie and Set-Cookie) and its
// stream buffers have no bound.
#pragma once

#include <cpprest/details/http_server.h>
#include <cpprest/http_listener.h>

#include <memory>
#include <optional>
#include <string>

#include "infra/http/message.h"
#include "infra/http/transport/exchange.h"
#include "infra/http/transport/site.h"

namespace authledger::infra {

/// Owned by the http_request until it is answered, then by the http_response. Must never own
/// either.
struct ServerContext final : web::http::details::_http_server_context {
  ServerContext(HttpRequest the_request, std::unique_ptr<Exchange> the_exchange)
      : request(std::move(the_request)), exchange(std::move(the_exchange)) {}

  HttpRequest request;
  std::optional<HttpResponse> answer;
  std::unique_ptr<Exchange> exchange;
};

/// REQUIRES: `request` came through this transport and is not answered yet.
ServerContext& context_of(const web::http::http_request& request);

/// Replies with `answer` on any thread; never blocks.
void reply(const web::http::http_request& request, HttpResponse answer);

/// A cpprest listener above one Site; requests flow into `handler` while this exists. Installs our
/// transport before the first listener opens and throws std::logic_error when another one is in
/// place: the library's own server must never face a network.
class ListenerBinding {
 public:
  ListenerBinding(Site& site, std::uint16_t port,
                  std::function<void(web::http::http_request)> handler);
  /// REQUIRES: no request of this site is unanswered any more.
  ~ListenerBinding();
  ListenerBinding(const ListenerBinding&) = delete;
  ListenerBinding& operator=(const ListenerBinding&) = delete;

 private:
  web::http::experimental::listener::http_listener listener_;
};

}  // namespace authledger::infra
