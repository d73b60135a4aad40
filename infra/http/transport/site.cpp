#include "infra/http/transport/site.h"

#include <algorithm>
#include <exception>

#include "infra/http/transport/text.h"

namespace authledger::infra {
namespace {

bool has_header(const HttpResponse& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& field) { return same_name(field.first, name); });
}

}  // namespace

HttpResponse Site::refuse(int status, std::string_view reason) {
  meters.count_refusal(status);
  HttpResponse response;
  try {
    response = refusal(status, reason);
  } catch (...) {
    response = {};
  }
  response.status = status;
  response.source = nullptr;
  response.event_stream = nullptr;
  if (status == 503 && !has_header(response, "Retry-After")) {
    response.headers.emplace_back("Retry-After", "1");
  }
  return response;
}

bool Site::enter(const std::string& address) {
  if (limits.connections_per_address_max > 0) {
    const std::lock_guard lock(mutex_);
    auto& count = per_address_[address];
    if (count >= limits.connections_per_address_max) return false;
    ++count;
  }
  return true;
}

void Site::leave(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (const auto entry = per_address_.find(address);
      entry != per_address_.end() && --entry->second == 0) {
    per_address_.erase(entry);
  }
  if (--meters.connections_open == 0) left_.notify_all();
}

bool Site::wait_until_empty(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return left_.wait_until(lock, deadline, [this] { return meters.connections_open == 0; });
}

}  // namespace authledger::infra
