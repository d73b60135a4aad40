#include <utility>

#include "infra/http/transport/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/ssl/error.hpp>

namespace authledger::infra {

namespace ssl = boost::asio::ssl;

void TlsContexts::load() {
  if (!config_.enabled()) return;
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                       ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                       ssl::context::no_compression | SSL_OP_NO_RENEGOTIATION |
                       SSL_OP_CIPHER_SERVER_PREFERENCE);
  context->use_certificate_chain_file(config_.certificate_file);
  context->use_private_key_file(config_.key_file, ssl::context::pem);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1) {
    throw boost::system::system_error(
        boost::system::error_code(static_cast<int>(ERR_get_error()),
                                  boost::asio::error::get_ssl_category()),
        "the key does not belong to the certificate");
  }
  // One session's memory matters more than its handshake: no buffers are kept for idle connections.
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  const std::lock_guard lock(mutex_);
  context_ = std::move(context);
}

std::shared_ptr<ssl::context> TlsContexts::current() const {
  const std::lock_guard lock(mutex_);
  return context_;
}

}  // namespace authledger::infra
