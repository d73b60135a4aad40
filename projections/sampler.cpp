#include "projections/sampler.h"

#include <utility>

namespace authledger::projections {
namespace {

constexpr int kDraws = 8;  // events looked at for one of the read model's

}  // namespace

Sampler::Sampler(SamplerParts parts, SamplerOptions options)
    : parts_(parts), options_(std::move(options)) {
  for (const auto* one : parts_.projections) status_.push_back({one->schema().name});
}

Sampler::~Sampler() { stop(); }

void Sampler::start() {
  thread_ = std::thread([this] { run(); });
}

void Sampler::stop() {
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::vector<SamplerStatus> Sampler::status() const {
  const std::lock_guard lock(lock_);
  return status_;
}

void Sampler::run() {
  std::unique_lock lock(lock_);
  while (!stopped_.wait_for(lock, options_.pause, [&] { return stopping_; })) {
    lock.unlock();
    for (std::size_t i = 0; i < parts_.projections.size(); ++i) {
      if (!options_.on_duty || options_.on_duty()) (void)sample(i);  // what is down is tried again
    }
    lock.lock();
  }
}

Result<bool> Sampler::sample(std::size_t index) {
  const auto& projection = *parts_.projections[index];
  AUTHLEDGER_TRY(live, parts_.store.live(projection.schema()));
  AUTHLEDGER_TRY(checkpoint, parts_.store.checkpoint(live));
  AUTHLEDGER_TRY(stream, draw(projection, checkpoint));
  if (stream.empty()) return false;
  AUTHLEDGER_CHECK(compare(index, live, stream));
  return true;
}

// Empty: none of the events drawn was one of the read model's.
Result<std::string> Sampler::draw(const Projection& projection, Position checkpoint) {
  if (checkpoint == 0) return std::string();
  std::uniform_int_distribution<Position> position(1, checkpoint);
  for (int i = 0; i < kDraws; ++i) {
    AUTHLEDGER_TRY(drawn, parts_.log.read_all(position(random_) - 1, 1));
    if (!drawn.empty() && projection.document_id(drawn.front())) return drawn.front().stream_id;
  }
  return std::string();
}

// A find is looked at twice, and nothing is said of a generation that is not the live one any more.
Status Sampler::compare(std::size_t index, const Generation& generation,
                        const std::string& stream_id) {
  const auto& projection = *parts_.projections[index];
  const DivergenceParts parts{projection, parts_.log, parts_.store, parts_.keys};
  AUTHLEDGER_TRY(found, diverging_documents(parts, generation, stream_id));
  if (!found.empty()) {
    AUTHLEDGER_TRY(again, diverging_documents(parts, generation, stream_id));
    AUTHLEDGER_TRY(live, parts_.store.live(projection.schema()));
    found = live.physical == generation.physical ? std::move(again) : std::vector<Divergence>();
  }
  {
    const std::lock_guard lock(lock_);
    auto& status = status_[index];
    ++status.samples;
    status.divergence += static_cast<std::int64_t>(found.size());
    if (!found.empty()) status.last = found.back().document_id + ": " + found.back().what;
  }
  for (const auto& one : found) {
    if (options_.on_divergence) options_.on_divergence(projection.schema().name, one);
  }
  return {};
}

}  // namespace authledger::projections
