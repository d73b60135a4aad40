#include "infra/app/http_limits.h"

#include <sys/resource.h>

#include <algorithm>

#include "infra/telemetry/json_log.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kOwnDescriptors = 192;  // files, databases, servers; refused connections

/// As many connections as wanted, if the process may open so many descriptors.
std::size_t connections_within_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) ::getrlimit(RLIMIT_NOFILE, &limit);
  const auto all = static_cast<std::size_t>(limit.rlim_cur);
  const auto most = all > 2 * kOwnDescriptors ? all - kOwnDescriptors : all / 2;
  if (wanted > most) {
    json_log(LogLevel::kWarning, "fewer connections than http.connections_max",
             {{"connections", std::to_string(most)}, {"descriptors", std::to_string(all)}});
  }
  return std::min(wanted, most);
}

}  // namespace

HttpLimits http_limits(const Settings& settings) {
  const auto size = [](std::int64_t value) { return static_cast<std::size_t>(value); };
  HttpLimits limits;
  limits.body_bytes_max = size(settings.body_limit_bytes);
  limits.connections_max = connections_within_descriptors(size(settings.connections_max));
  limits.connections_per_address_max = size(settings.connections_per_address);
  limits.held_bytes_max = size(settings.held_bytes_max);
  limits.idle_timeout_ms = settings.idle_timeout_s * 1000;
  limits.header_timeout_ms = settings.header_timeout_s * 1000;
  limits.total_timeout_ms = settings.request_timeout_s * 1000;
  limits.write_timeout_ms = settings.write_timeout_s * 1000;
  limits.workers = size(settings.http_workers);
  limits.queue_max = size(settings.http_queue);
  limits.write_workers = size(settings.http_write_workers);
  limits.write_queue_max = size(settings.http_write_queue);
  limits.io_threads = size(settings.http_io_threads);
  return limits;
}

}  // namespace authledger::infra
