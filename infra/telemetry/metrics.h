// Prometheus metrics of the process. Counters and histograms are fed as things happen; gauges are
// asked for when scraped.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace authledger::infra {

// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  // A finished HTTP request, by operation name.
  void request(std::string_view route, int status, double seconds);

  // Asked at every scrape; `name` as Prometheus wants it, a unit at its end. Register before
  // serving.
  void gauge(const std::string& name, const std::string& help, std::function<double()> value);

  std::string text();  // the exposition format

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace authledger::infra
