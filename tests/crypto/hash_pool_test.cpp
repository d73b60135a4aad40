#include "infra/argon2/hash_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>

#include "infra/crypto/system.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

using std::chrono::steady_clock;

// Randomness that waits: holds a worker inside hash() until the test lets it go.
class GatedRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
    return std::string(count, 'r');
  }
  void set_open(bool open) {
    const std::lock_guard lock(mutex_);
    open_ = open;
    changed_.notify_all();
  }
  void wait_for(int workers) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= workers; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = true;
};

TEST(HashPool, HashesAndVerifies) {
  SystemRandom random;
  const auto pool = *HashPool::create({{64, 1, 1}, 2, 8}, random);
  const auto stored = pool->hash("correct horse");
  ASSERT_TRUE(stored);
  EXPECT_TRUE(*pool->verify(*stored, "correct horse"));
  EXPECT_FALSE(*pool->verify(*stored, "wrong horse"));
  EXPECT_FALSE(*pool->verify_dummy("correct horse"));
  EXPECT_FALSE(pool->needs_rehash(*stored));
  EXPECT_EQ(pool->verify("nonsense", "x").error().id, errors::kHashNotSupported.id);
  const HashPoolStats stats = pool->stats();
  EXPECT_EQ(stats.done, 5U);
  EXPECT_EQ(stats.queued + stats.busy + stats.shed, 0U);
}

TEST(HashPool, RefusesParametersOverTheLimits) {
  SystemRandom random;
  EXPECT_FALSE(HashPool::create({{64 * 1024 * 1024, 2, 1}, 2, 8}, random));
  EXPECT_FALSE(HashPool::create({{64, 1, 1}, 0, 8}, random));
}

TEST(HashPool, AFullQueueRefusesAtOnceAndRecovers) {
  GatedRandom random;
  const auto pool = *HashPool::create({{64, 1, 1}, 2, 3}, random);
  random.set_open(false);
  std::vector<std::thread> callers;
  std::atomic<int> hashed = 0;
  for (int i = 0; i < 5; ++i) {  // two at work, three waiting
    callers.emplace_back([&] {
      if (pool->hash("correct horse")) ++hashed;
    });
  }
  random.wait_for(2);
  while (pool->stats().queued < 3) std::this_thread::yield();
  EXPECT_EQ(pool->stats().busy, 2U);
  int late = 0;
  for (int i = 0; i < 100; ++i) {
    const auto start = steady_clock::now();
    const auto refused = pool->hash("correct horse");
    late += steady_clock::now() - start > std::chrono::milliseconds(50) ? 1 : 0;
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, errors::kHashPoolFull.id);
    EXPECT_EQ(refused.error().retry_after_s, 1);
  }
  EXPECT_LE(late, 5);  // the machine may stall, not the pool
  EXPECT_EQ(pool->has_room().error().id, errors::kHashPoolFull.id);
  EXPECT_EQ(pool->stats().shed, 101U);
  random.set_open(true);
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(hashed, 5);
  EXPECT_TRUE(pool->has_room());
  EXPECT_TRUE(pool->hash("correct horse"));
  EXPECT_EQ(pool->stats().done, 6U);
}

TEST(HashPool, WithoutAQueueIdleThreadsStillServe) {
  SystemRandom random;
  const auto pool = *HashPool::create({{64, 1, 1}, 1, 0}, random);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(pool->hash("correct horse"));
}

TEST(HashPool, EveryCallerOfAStormIsAnsweredRightOrRefused) {
  SystemRandom random;
  const auto pool = *HashPool::create({{256, 1, 1}, 2, 4}, random);
  const std::string stored = *pool->hash("correct horse");
  std::latch start(16);
  std::atomic<std::uint64_t> right = 0, refused = 0, wrong = 0;
  std::vector<std::thread> callers;
  for (int t = 0; t < 16; ++t) {
    callers.emplace_back([&, t] {
      start.arrive_and_wait();
      for (int i = 0; i < 20; ++i) {
        const bool good = (i + t) % 2 == 0;
        const auto same = pool->verify(stored, good ? "correct horse" : "wrong horse");
        if (!same) {
          ++refused;
        } else if (*same == good) {
          ++right;
        } else {
          ++wrong;
        }
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(wrong, 0U);
  EXPECT_EQ(right + refused, 320U);
  const HashPoolStats stats = pool->stats();
  EXPECT_EQ(stats.done, right + 1);
  EXPECT_EQ(stats.shed, refused);
}

}  // namespace
}  // namespace authledger::infra
