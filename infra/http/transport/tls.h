// The certificate new connections are greeted with; can be replaced while the server runs.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>

#include "infra/http/limits.h"

namespace authledger::infra {

/// Thread-safe.
class TlsContexts {
 public:
  explicit TlsContexts(TlsConfig config) : config_(std::move(config)) {}

  /// Reads both files anew; connections made before keep theirs. Does nothing without TLS. Throws
  /// boost::system::system_error and keeps the old pair when the files do not load or do not match.
  void load();
  /// nullptr without TLS.
  std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  const TlsConfig config_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace authledger::infra
