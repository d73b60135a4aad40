#include "infra/mail/curl_call.h"

#include <algorithm>

namespace authledger::infra {
namespace {

constexpr long kConnectTimeout_ms = 10'000;

int ask(void* interrupted, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return (*static_cast<const std::function<bool()>*>(interrupted))() ? 1 : 0;
}

std::size_t discard(char*, std::size_t size, std::size_t count, void*) noexcept {
  return size * count;
}

}  // namespace

void append(CurlList& list, const std::string& line) {
  if (auto* longer = curl_slist_append(list.get(), line.c_str())) {
    static_cast<void>(list.release());
    list.reset(longer);
  }
}

CurlCall::CurlCall(const CurlLimits& limits, const std::function<bool()>& interrupted) {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
  curl_.reset(curl_easy_init());
  if (!curl_) return;
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(kConnectTimeout_ms, limits.timeout_ms));
  set(CURLOPT_TIMEOUT_MS, limits.timeout_ms);
  // No connection is kept, and a farewell takes no longer either: curl would wait two minutes for
  // the answer to a QUIT.
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, limits.timeout_ms / 1000));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!limits.ca_file.empty()) set(CURLOPT_CAINFO, limits.ca_file.c_str());
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &ask);
  set(CURLOPT_XFERINFODATA, const_cast<std::function<bool()>*>(&interrupted));
  set(CURLOPT_WRITEFUNCTION, &discard);
}

CurlCall::Outcome CurlCall::perform() {
  Outcome out;
  if (!curl_) return out;
  out.code = curl_easy_perform(curl_.get());
  long status = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
  out.status = static_cast<int>(status);
  return out;
}

Delivery delivery_of(CURLcode code) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return Delivery::later("timeout");
    case CURLE_ABORTED_BY_CALLBACK:
      return Delivery::later("interrupted");
    case CURLE_LOGIN_DENIED:
      return Delivery::later("authentication");
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Delivery::later("tls");
    default:
      return Delivery::later("unreachable");
  }
}

}  // namespace authledger::infra
