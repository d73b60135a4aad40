// Checkpoints, tenants and the leader lock.
#include <chrono>
#include <thread>

#include "tests/contract/log_contract.h"

namespace authledger::test {

class StoresTest : public LogContract {};
INSTANTIATE_TEST_SUITE_P(Log, StoresTest, kEveryBackend, case_name);

// PostgreSQL frees what a session held a moment after the session has ended.
bool acquires(infra::LeaderLock& lock) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!lock.try_acquire()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST_P(StoresTest, ACheckpointNeverMovesBack) {
  auto& checkpoints = process->checkpoints();
  EXPECT_EQ(checkpoints.get("relay").value(), 0);
  EXPECT_TRUE(checkpoints.put("relay", 7));
  EXPECT_TRUE(checkpoints.put("relay", 5));
  EXPECT_EQ(checkpoints.get("relay").value(), 7);
  EXPECT_TRUE(checkpoints.put("relay", 9));
  EXPECT_TRUE(checkpoints.put("other", 1));
  process = backend->open();
  EXPECT_EQ(process->checkpoints().get("relay").value(), 9);
  EXPECT_TRUE(process->checkpoints().forget("relay"));
  EXPECT_EQ(process->checkpoints().get("relay").value(), 0);
  EXPECT_EQ(process->checkpoints().get("other").value(), 1);
}

TEST_P(StoresTest, TenantsHaveOneRoot) {
  auto& tenants = process->tenants();
  EXPECT_TRUE(tenants.exists("root").value());
  EXPECT_FALSE(tenants.exists("shop").value());
  EXPECT_TRUE(tenants.create({"shop", Timestamp{5}}).value());
  EXPECT_FALSE(tenants.create({"shop", Timestamp{6}}).value());
  EXPECT_FALSE(tenants.create({"root", Timestamp{6}}).value());
  const auto all = tenants.list();
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ(all->at(0).codename, "root");
  EXPECT_GT(all->at(0).created_at.ms, 0);
  EXPECT_EQ(all->at(1).codename, "shop");
  EXPECT_EQ(all->at(1).created_at.ms, 5);
}

TEST_P(StoresTest, OneLeadsAtATime) {
  const auto other = backend->open();
  const auto first = process->leader_lock("relay");
  const auto second = other->leader_lock("relay");
  const auto elsewhere = other->leader_lock("mail");
  EXPECT_FALSE(first->held());
  EXPECT_TRUE(first->try_acquire());
  EXPECT_TRUE(first->try_acquire());
  EXPECT_TRUE(first->held());
  EXPECT_FALSE(second->try_acquire());
  EXPECT_FALSE(second->held());
  EXPECT_TRUE(elsewhere->try_acquire());
  first->release();
  EXPECT_FALSE(first->held());
  EXPECT_TRUE(acquires(*second));
  EXPECT_FALSE(first->try_acquire());
}

TEST_P(StoresTest, TheLockGoesWithItsHolder) {
  auto first = process->leader_lock("relay");
  const auto second = process->leader_lock("relay");
  ASSERT_TRUE(first->try_acquire());
  first.reset();
  EXPECT_TRUE(acquires(*second));
}

}  // namespace authledger::test
