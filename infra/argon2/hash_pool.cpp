#include "infra/argon2/hash_pool.h"

#include <algorithm>

#include "infra/argon2/arena.h"
#include "shared/errors.h"

namespace authledger::infra {
Result<std::unique_ptr<HashPool>> HashPool::create(HashPoolOptions options, Random& random) {
  if (!are_allowed(options.parameters) || options.threads == 0) {
    return fail(errors::kInvalidInput, "The password hashing parameters are out of range.");
  }
  return std::unique_ptr<HashPool>(new HashPool(options, random));
}

HashPool::HashPool(HashPoolOptions options, Random& random)
    : options_(options), hasher_(options.parameters, random) {
  threads_.reserve(options_.threads);
  for (std::size_t i = 0; i < options_.threads; ++i) {
    threads_.emplace_back([this] { work_until_stopped(); });
  }
}

HashPool::~HashPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<std::string> HashPool::hash(std::string_view password) {
  Result<std::string> outcome;
  AUTHLEDGER_CHECK(run([&] { outcome = hasher_.hash(password); }));
  return outcome;
}

Result<bool> HashPool::verify(std::string_view stored, std::string_view password) {
  Result<bool> outcome;
  AUTHLEDGER_CHECK(run([&] { outcome = hasher_.verify(stored, password); }));
  return outcome;
}

Result<bool> HashPool::verify_dummy(std::string_view password) {
  Result<bool> outcome;
  AUTHLEDGER_CHECK(run([&] { outcome = hasher_.verify_dummy(password); }));
  return outcome;
}

HashPoolStats HashPool::stats() const {
  const std::lock_guard lock(mutex_);
  HashPoolStats stats = stats_;
  stats.queued = queue_.size();
  return stats;
}

bool HashPool::is_full() const {
  const std::size_t idle = options_.threads - std::min(options_.threads, stats_.busy);
  return queue_.size() >= options_.queue_limit + idle;
}

Status HashPool::has_room() const {
  const std::lock_guard lock(mutex_);
  return is_full() ? Status(fail(refuse())) : Status();
}

Error HashPool::refuse() const {
  ++stats_.shed;
  Error full = error(errors::kHashPoolFull);
  full.retry_after_s = 1;
  return full;
}

Status HashPool::run(std::function<void()> work) {
  Job job{std::move(work), {}, false};
  std::unique_lock lock(mutex_);
  if (is_full()) return fail(refuse());
  queue_.push_back(&job);
  wake_.notify_one();
  job.finished.wait(lock, [&] { return job.done; });
  return {};
}

void HashPool::work_until_stopped() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job* const job = queue_.front();
    queue_.pop_front();
    ++stats_.busy;
    lock.unlock();
    job->work();
    lock.lock();
    --stats_.busy;
    ++stats_.done;
    job->done = true;
    job->finished.notify_one();     // under the lock: the job is gone once its caller has it
    if (!queue_.empty()) continue;  // which overwrites the memory
    lock.unlock();
    wipe_argon2_memory();
    lock.lock();
  }
}

}  // namespace authledger::infra
