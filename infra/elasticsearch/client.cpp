#include "infra/elasticsearch/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>

#include "shared/errors.h"

namespace authledger::infra::elastic {
namespace {

using Clock = std::chrono::steady_clock;

void initialize_curl() {
  static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(once);
}

struct UrlFree {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = (group << 8) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > bytes.size() ? '=' : kDigits[(group >> (18 - 6 * k)) & 63];
    }
  }
  return out;
}

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) noexcept {
  try {
    static_cast<std::string*>(to)->append(data, size * count);
    return size * count;
  } catch (...) {
    return 0;
  }
}

const char* verb(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kDelete:
      break;
  }
  return "DELETE";
}

bool is_timeout(CURLcode code) { return code == CURLE_OPERATION_TIMEDOUT; }

}  // namespace

Error unavailable(std::string detail) {
  Error out = error(errors::kReadModelUnavailable, std::move(detail));
  out.retry_after_s = 1;
  return out;
}

struct Client::Connection {
  struct ListFree {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using Headers = std::unique_ptr<curl_slist, ListFree>;

  CURL* curl = curl_easy_init();
  Headers json, lines;
  char problem[CURL_ERROR_SIZE] = {};

  static void add(Headers& list, const std::string& line) {
    if (auto* longer = curl_slist_append(list.get(), line.c_str())) {
      static_cast<void>(list.release());
      list.reset(longer);
    }
  }

  Connection(const std::string& authorization, int connect_timeout_ms) {
    add(json, "Content-Type: application/json");
    add(lines, "Content-Type: application/x-ndjson");
    for (auto* list : {&json, &lines}) {
      add(*list, "Expect:");
      if (!authorization.empty()) add(*list, authorization);
    }
    if (curl == nullptr) return;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout_ms));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem);
  }
  ~Connection() { curl_easy_cleanup(curl); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  CURLcode perform(Method method, const std::string& url, std::string_view body, long timeout_ms,
                   Response& out) {
    problem[0] = 0;
    const bool many_lines = body.find('\n') != std::string_view::npos;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, many_lines ? lines.get() : json.get());
    if (body.empty() && method != Method::kPost) {
      curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
    } else {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, verb(method));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &out.body);
    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    if (code == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    out.status = static_cast<int>(status);
    return code;
  }
};

Client::Client(ElasticsearchOptions options)
    : options_(std::move(options)),
      circuit_(std::chrono::milliseconds(options_.pause_after_failure_ms)) {
  initialize_curl();
  const std::unique_ptr<CURLU, UrlFree> url(curl_url());
  if (url == nullptr ||
      curl_url_set(url.get(), CURLUPART_URL, options_.url.c_str(), 0) != CURLUE_OK) {
    url_problem_ = "elasticsearch.url is not a URL";
    return;
  }
  const std::string user = part(url.get(), CURLUPART_USER, CURLU_URLDECODE);
  const std::string password = part(url.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
  if (user == "apikey")
    authorization_ = "Authorization: ApiKey " + password;
  else if (!user.empty())
    authorization_ = "Authorization: Basic " + base64(user + ":" + password);
  curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
  curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
  base_ = part(url.get(), CURLUPART_URL, 0);
  while (!base_.empty() && base_.back() == '/') base_.pop_back();
}

Client::~Client() = default;

std::unique_ptr<Client::Connection> Client::take(Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_until(lock, deadline, [&] { return lent_ < options_.connections_max; }))
    return nullptr;
  ++lent_;
  if (idle_.empty())
    return std::make_unique<Connection>(authorization_, options_.connect_timeout_ms);
  auto connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void Client::give_back(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard lock(mutex_);
    --lent_;
    idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

Result<Response> Client::send(Method method, const std::string& path, std::string_view body,
                              int timeout_ms) {
  if (!url_problem_.empty()) return fail(unavailable(url_problem_));
  const auto began = Clock::now();
  const auto deadline = began + std::chrono::milliseconds(timeout_ms);
  if (!circuit_.admit(began)) return fail(unavailable("Elasticsearch does not answer."));
  auto connection = take(deadline);
  if (connection == nullptr || connection->curl == nullptr) {
    circuit_.timed_out(began, Clock::now());
    if (connection != nullptr) give_back(std::move(connection));
    return fail(unavailable("All connections to Elasticsearch are busy."));
  }
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  Response response;
  const CURLcode code = connection->perform(
      method, base_ + path, body, static_cast<long>(std::max<std::int64_t>(left, 1)), response);
  const std::string problem =
      connection->problem[0] != 0 ? connection->problem : curl_easy_strerror(code);
  give_back(std::move(connection));
  const auto now = Clock::now();
  if (code != CURLE_OK) {
    // A connection that cannot be made in time is a dead server, an answer that takes too long may
    // be a slow call.
    is_timeout(code) ? circuit_.timed_out(began, now) : circuit_.refused(now);
    return fail(unavailable("Elasticsearch: " + problem));
  }
  circuit_.succeeded(now);
  if (response.status >= 500 || response.status == 429) {
    return fail(unavailable("Elasticsearch answered " + std::to_string(response.status) + ": " +
                            response.body.substr(0, 300)));
  }
  return response;
}

}  // namespace authledger::infra::elastic
