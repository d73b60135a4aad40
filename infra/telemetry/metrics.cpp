#include "infra/telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

namespace authledger::infra {

struct Metrics::Parts {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>* requests = nullptr;
  prometheus::Family<prometheus::Histogram>* durations = nullptr;
  struct Series {
    std::map<int, prometheus::Counter*> by_status;
    prometheus::Histogram* duration = nullptr;
  };
  std::mutex mutex;
  std::map<std::string, Series, std::less<>> routes;  // guarded by mutex, as what follows
  std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> gauges;
  std::vector<std::pair<prometheus::Counter*, std::function<double()>>> counters;
};

Metrics::Metrics() : parts_(std::make_unique<Parts>()) {
  parts_->requests = &prometheus::BuildCounter()
                          .Name("authledger_http_requests_total")
                          .Help("Requests by operation and status")
                          .Register(parts_->registry);
  parts_->durations = &prometheus::BuildHistogram()
                           .Name("authledger_http_request_seconds")
                           .Help("Time from the first byte to the answer")
                           .Register(parts_->registry);
}

Metrics::~Metrics() = default;

void Metrics::request(std::string_view route, int status, double seconds) {
  const std::lock_guard lock(parts_->mutex);
  auto found = parts_->routes.find(route);
  if (found == parts_->routes.end()) {
    found = parts_->routes.emplace(std::string(route), Parts::Series{}).first;
    found->second.duration = &parts_->durations->Add(
        {{"operation", found->first}},
        prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                0.1, 0.25, 0.5, 1, 2.5, 5});
  }
  auto& counter = found->second.by_status[status];
  if (counter == nullptr)
    counter =
        &parts_->requests->Add({{"operation", found->first}, {"status", std::to_string(status)}});
  counter->Increment();
  found->second.duration->Observe(seconds);
}

void Metrics::gauge(const std::string& name, const std::string& help, std::function<double()> value,
                    const Labels& labels) {
  auto& made =
      prometheus::BuildGauge().Name(name).Help(help).Register(parts_->registry).Add(labels);
  const std::lock_guard lock(parts_->mutex);
  parts_->gauges.emplace_back(&made, std::move(value));
}

void Metrics::counter(const std::string& name, const std::string& help,
                      std::function<double()> value, const Labels& labels) {
  auto& made =
      prometheus::BuildCounter().Name(name).Help(help).Register(parts_->registry).Add(labels);
  const std::lock_guard lock(parts_->mutex);
  parts_->counters.emplace_back(&made, std::move(value));
}

std::string Metrics::text() {
  {
    const std::lock_guard lock(parts_->mutex);
    for (const auto& [gauge, value] : parts_->gauges) gauge->Set(value());
    for (const auto& [counter, value] : parts_->counters) {
      counter->Increment(std::max(value() - counter->Value(), 0.0));
    }
  }
  return prometheus::TextSerializer().Serialize(parts_->registry.Collect());
}

}  // namespace authledger::infra
