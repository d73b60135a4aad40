// Prometheus metrics of the process. Requests are counted as they end; everything else is asked for
// when scraped.
#pragma once

#include <functional>
#include <map>
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

  // Asked at every scrape; `name` as Prometheus wants it, a unit at its end, and `_total` behind
  // that of a counter, whose value never falls. Register before serving.
  using Labels = std::map<std::string, std::string>;
  void gauge(const std::string& name, const std::string& help, std::function<double()> value,
             const Labels& labels = {});
  void counter(const std::string& name, const std::string& help, std::function<double()> value,
               const Labels& labels = {});

  std::string text();  // the exposition format

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace authledger::infra
