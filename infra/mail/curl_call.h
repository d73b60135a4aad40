// One transfer by libcurl, for SMTP and for webhooks: limits of time, an abort, and no redirects,
// no signals, no proxies from the environment. Not thread-safe.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "infra/messages/delivery.h"

namespace authledger::infra {

struct CurlListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListFree>;

void append(CurlList& list, const std::string& line);

struct CurlLimits {
  long timeout_ms = 30'000;  // of the whole transfer
  std::string ca_file{};     // PEM; empty: the system's
};

class CurlCall {
 public:
  // `interrupted` outlives it.
  CurlCall(const CurlLimits& limits, const std::function<bool()>& interrupted);
  CurlCall(const CurlCall&) = delete;
  CurlCall& operator=(const CurlCall&) = delete;

  CURL* handle() { return curl_.get(); }
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(curl_.get(), option, value);
  }

  // What libcurl says, and the server's last code (0: none).
  struct Outcome {
    CURLcode code = CURLE_FAILED_INIT;
    int status = 0;
  };
  Outcome perform();

 private:
  struct Free {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  std::unique_ptr<CURL, Free> curl_;
};

// The Delivery of a transfer that ended without the server's word.
Delivery delivery_of(CURLcode code);

}  // namespace authledger::infra
