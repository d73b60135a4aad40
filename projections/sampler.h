// Looks, now and then and for ever, whether the documents of a stream drawn by lot are what its
// events make of them (divergence.h). Nothing should ever be found: what is, is a defect or a hand
// in the store.
//
// Gentle: one stream per read model and pause, a few look-ups each. A part that is down is left
// alone until the next pause.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "events/ports/log_reader.h"
#include "projections/divergence.h"
#include "projections/ports/document_store.h"
#include "projections/projection.h"

namespace authledger::projections {

struct SamplerOptions {
  std::chrono::milliseconds pause{1000};
  // Asked before each look: whether it is on us to look (another process may do). Empty: always.
  std::function<bool()> on_duty{};
  // Told of each find. Empty: nobody is.
  std::function<void(const std::string& projection, const Divergence& found)> on_divergence{};
};

struct SamplerStatus {
  std::string name;             // of the read model
  std::int64_t samples = 0;     // streams compared
  std::int64_t divergence = 0;  // documents found that are not their fold
  std::string last{};           // the newest find, as a sentence
};

struct SamplerParts {
  const std::vector<const Projection*>& projections;
  events::LogReader& log;
  DocumentStore& store;
  SubjectKeys& keys;
};

// Thread-safe.
class Sampler {
 public:
  Sampler(SamplerParts parts, SamplerOptions options);
  ~Sampler();  // stops
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  void start();  // once
  void stop();   // idempotent

  std::vector<SamplerStatus> status() const;  // in the order of the projections

 private:
  void run();
  Result<bool> sample(std::size_t index);  // false: no stream of the read model was drawn
  Result<std::string> draw(const Projection& projection, Position checkpoint);
  Status compare(std::size_t index, const Generation& generation, const std::string& stream_id);

  const SamplerParts parts_;
  const SamplerOptions options_;
  std::mt19937_64 random_{std::random_device{}()};  // of the thread

  mutable std::mutex lock_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<SamplerStatus> status_;
  std::thread thread_;
};

}  // namespace authledger::projections
