// The bounded place where passwords are hashed: so many threads with so much memory each, so many
// waiting, and an immediate refusal for everyone else. A log-in storm can neither eat the memory
// nor slow down other routes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "infra/argon2/password_hasher.h"
#include "shared/result.h"

namespace authledger::infra {

struct HashPoolOptions {
  HashParameters parameters;
  std::size_t threads = 2;       // each keeps parameters.memory_kib
  std::size_t queue_limit = 64;  // callers that wait; 0: nobody waits
};

struct HashPoolStats {
  std::size_t queued = 0;  // waiting now
  std::size_t busy = 0;    // being computed now
  std::uint64_t done = 0;  // since the start
  std::uint64_t shed = 0;  // refused because the queue was full
};

// Thread-safe. The caller's thread blocks until its turn is done, so the server needs more handler
// threads than `threads + queue_limit`. Every call may fail with password.hash_pool_full
// (retry_after_s 1), at once and without work.
class HashPool {
 public:
  // Error: request.invalid_input (parameters over the limits of phc.h, no threads). `random` must
  // outlive the pool.
  static Result<std::unique_ptr<HashPool>> create(HashPoolOptions options, Random& random);

  // Waits for what is queued. REQUIRES: no new calls.
  ~HashPool();
  HashPool(const HashPool&) = delete;
  HashPool& operator=(const HashPool&) = delete;

  // Whether a call of this moment would get in; that it then does is not promised.
  Status has_room() const;

  // The contracts of PasswordHasher.
  Result<std::string> hash(std::string_view password);
  Result<bool> verify(std::string_view stored, std::string_view password);
  Result<bool> verify_dummy(std::string_view password);
  bool needs_rehash(std::string_view stored) const { return hasher_.needs_rehash(stored); }

  HashPoolStats stats() const;

 private:
  // Lives on the stack of the waiting caller.
  struct Job {
    std::function<void()> work;
    std::condition_variable finished;
    bool done = false;
  };

  HashPool(HashPoolOptions options, Random& random);
  Status run(std::function<void()> work);
  void work_until_stopped();
  bool is_full() const;  // REQUIRES: mutex_ held
  Error refuse() const;  // likewise

  const HashPoolOptions options_;
  const PasswordHasher hasher_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> queue_;       // guarded by mutex_, as all below
  mutable HashPoolStats stats_;  // queued is the size of the queue
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace authledger::infra
