#include "infra/crypto/key_ring.h"

#include <gtest/gtest.h>

#include <barrier>
#include <functional>
#include <thread>
#include <utility>

#include "infra/crypto/subject_keys.h"
#include "shared/errors.h"
#include "tests/support/memory_key_store.h"

namespace authledger::infra {
namespace {

using test::MemoryKeyStore;

const std::string kMaster(32, 'm');
const std::string kOtherMaster(32, 'o');

std::unique_ptr<KeyRing> open_ring(KeyStore& store, const std::string& master = kMaster) {
  auto ring = KeyRing::open(store, master);
  EXPECT_TRUE(ring) << ring.error().detail;
  return std::move(*ring);
}

TEST(KeyRing, IsTheSameAfterARestart) {
  MemoryKeyStore store;
  const auto first = open_ring(store);
  const std::string sealed = first->seal_answer("201 {}", "key-1");
  const auto second = open_ring(store);
  EXPECT_EQ(second->open_answer(sealed, "key-1"), "201 {}");
  EXPECT_EQ(second->claim_hash("t", "email", "a@b"), first->claim_hash("t", "email", "a@b"));
  EXPECT_EQ(second->token_hash("secret"), first->token_hash("secret"));
  EXPECT_EQ(store.ring()->size(), 5U);
}

TEST(KeyRing, StoresNoKeyInTheClear) {
  MemoryKeyStore store;
  open_ring(store);
  const auto rows = store.ring();
  for (const auto& row : *rows) {
    EXPECT_EQ(row.wrapped.size(), kNonceBytes + kKeyBytes + kTagBytes);
    EXPECT_EQ(row.wrapped.find(kMaster), std::string::npos);
  }
}

TEST(KeyRing, AnotherMasterKeyIsRefused) {
  MemoryKeyStore store;
  open_ring(store);
  EXPECT_EQ(KeyRing::open(store, kOtherMaster).error().id, errors::kMasterKeyWrong.id);
  EXPECT_EQ(KeyRing::open(store, "short").error().id, errors::kMasterKeyWrong.id);
  store.damage_ring("claims");
  EXPECT_EQ(KeyRing::open(store, kMaster).error().id, errors::kMasterKeyWrong.id);
}

TEST(KeyRing, ProcessesRacingForTheFirstKeysAgree) {
  for (int round = 0; round < 20; ++round) {
    MemoryKeyStore store;
    constexpr int kProcesses = 4;
    std::barrier start(kProcesses);
    std::vector<std::unique_ptr<KeyRing>> rings(kProcesses);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kProcesses; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        rings[i] = open_ring(store);
      });
    }
    for (auto& thread : threads) thread.join();
    const std::string sealed = rings[0]->seal_answer("answer");
    for (const auto& ring : rings) {
      EXPECT_EQ(ring->open_answer(sealed), "answer");
      EXPECT_EQ(ring->claim_hash("t", "k", "v"), rings[0]->claim_hash("t", "k", "v"));
    }
  }
}

TEST(KeyRing, MasterRotationKeepsWhatWasSealed) {
  MemoryKeyStore store;
  const auto ring = open_ring(store);
  const std::string sealed = ring->seal_answer("answer");
  ASSERT_TRUE(ring->rotate_master(kOtherMaster));
  EXPECT_EQ(ring->open_answer(sealed), "answer");
  EXPECT_EQ(KeyRing::open(store, kMaster).error().id, errors::kMasterKeyWrong.id);
  EXPECT_EQ(open_ring(store, kOtherMaster)->open_answer(sealed), "answer");
  ASSERT_TRUE(ring->rotate_master(kMaster));  // and back, by the same process
  EXPECT_EQ(open_ring(store)->open_answer(sealed), "answer");
}

TEST(KeyRing, MasterRotationByAnotherProcessIsNoticed) {
  MemoryKeyStore store;
  const auto mine = open_ring(store);
  ASSERT_TRUE(open_ring(store)->rotate_master(kOtherMaster));
  EXPECT_EQ(mine->rotate_master(std::string(32, 'x')).error().id, errors::kMasterKeyWrong.id);
  EXPECT_TRUE(open_ring(store, kOtherMaster));
  EXPECT_FALSE(mine->rotate_master("short"));
}

TEST(KeyRing, ClaimHashesTellTenantKindAndValueApart) {
  MemoryKeyStore store;
  const auto ring = open_ring(store);
  const std::string hash = ring->claim_hash("t1", "email", "a@example.com");
  EXPECT_EQ(hash.size(), 64U);
  EXPECT_NE(hash, ring->claim_hash("t2", "email", "a@example.com"));
  EXPECT_NE(hash, ring->claim_hash("t1", "username", "a@example.com"));
  EXPECT_NE(ring->claim_hash("ab", "c", "d"), ring->claim_hash("a", "bc", "d"));
  EXPECT_NE(ring->claim_hash("a", "b", "1:c"), ring->claim_hash("a", "b1:", "c"));
  MemoryKeyStore elsewhere;
  EXPECT_NE(hash, open_ring(elsewhere)->claim_hash("t1", "email", "a@example.com"));
}

TEST(KeyRing, AnAnswerOpensOnlyInItsContext) {
  MemoryKeyStore store;
  const auto ring = open_ring(store);
  EXPECT_FALSE(ring->open_answer(ring->seal_answer("a", "key-1"), "key-2"));
  EXPECT_FALSE(ring->open_answer("", ""));
  EXPECT_FALSE(ring->open_signing_key(ring->seal_answer("a", "kid"), "kid"));
}

class SubjectKeysTest : public testing::Test {
 protected:
  std::shared_ptr<const Sealer> made(const std::string& subject) {
    auto [sealer, wrapped] = keys.create(subject);
    store.store(wrapped);
    return sealer;
  }
  MemoryKeyStore store;
  std::unique_ptr<KeyRing> ring = open_ring(store);
  SubjectKeyRing keys{*ring, store, 3};
};

TEST_F(SubjectKeysTest, TheFoundSealerOpensWhatTheCreatedOneSealed) {
  const std::string sealed = made("user-1")->seal("alice@example.com");
  EXPECT_EQ(sealed.find("alice"), std::string::npos);
  EXPECT_EQ((*keys.find("user-1"))->open(sealed), "alice@example.com");
  SubjectKeyRing elsewhere(*ring, store, 3);
  EXPECT_EQ((*elsewhere.find("user-1"))->open(sealed), "alice@example.com");
}

TEST_F(SubjectKeysTest, AnotherSubjectOpensNothing) {
  const std::string sealed = made("user-1")->seal("x");
  EXPECT_FALSE(made("user-2")->open(sealed));
  EXPECT_FALSE((*keys.find("user-1"))->open("not base64url!"));
  EXPECT_FALSE((*keys.find("user-1"))->open(""));
}

TEST_F(SubjectKeysTest, ADestroyedKeyOpensNothingAndSealsForNobody) {
  const std::string sealed = made("user-1")->seal("x");
  ASSERT_EQ((*keys.find("user-1"))->open(sealed), "x");
  ASSERT_TRUE(keys.destroy("user-1"));
  const auto erased = *keys.find("user-1");
  EXPECT_FALSE(erased->open(sealed));
  const std::string later = erased->seal("written after the end");
  EXPECT_FALSE(later.empty());
  EXPECT_FALSE(erased->open(later));
}

TEST_F(SubjectKeysTest, AKeyDestroyedElsewhereIsGoneAfterForget) {
  const std::string sealed = made("user-1")->seal("x");
  ASSERT_TRUE(keys.find("user-1"));
  ASSERT_TRUE(store.destroy_subject_key("user-1"));
  EXPECT_EQ((*keys.find("user-1"))->open(sealed), "x");  // cached
  keys.forget("user-1");
  EXPECT_FALSE((*keys.find("user-1"))->open(sealed));
}

TEST_F(SubjectKeysTest, AKeyThatWasCreatedButNeverStoredIsNotFound) {
  keys.create("user-1");
  EXPECT_EQ(keys.find("user-1").error().id, errors::kSubjectKeyMissing.id);
  made("user-1");
  EXPECT_TRUE(keys.find("user-1"));
}

TEST_F(SubjectKeysTest, AWrappedKeyOfAnotherSubjectIsRefused) {
  auto [sealer, wrapped] = keys.create("user-1");
  wrapped.subject = "user-2";
  store.store(wrapped);
  EXPECT_EQ(keys.find("user-2").error().id, errors::kStoredKeyDamaged.id);
}

TEST_F(SubjectKeysTest, PrefetchAsksOnceForAllThatAreMissing) {
  for (const char* subject : {"a", "b", "c"}) made(subject);
  ASSERT_TRUE(keys.find("a"));
  ASSERT_TRUE(keys.prefetch({"a", "b", "c", "unknown"}));
  EXPECT_EQ(store.reads(), 2);
  for (const char* subject : {"a", "b", "c"}) EXPECT_TRUE(keys.find(subject));
  ASSERT_TRUE(keys.prefetch({"a", "b", "c"}));
  EXPECT_EQ(store.reads(), 2);
}

TEST_F(SubjectKeysTest, TheCacheIsBounded) {
  for (int i = 0; i < 10; ++i) {
    made("user-" + std::to_string(i));
    ASSERT_TRUE(keys.find("user-" + std::to_string(i)));
  }
  EXPECT_EQ(keys.cached_entries(), 3U);
}

TEST_F(SubjectKeysTest, AStoreThatIsDownIsAnErrorAndNotCached) {
  made("user-1");
  store.set_down(true);
  EXPECT_EQ(keys.find("user-1").error().id, errors::kLogUnavailable.id);
  EXPECT_FALSE(keys.prefetch({"user-1"}));
  store.set_down(false);
  EXPECT_TRUE(keys.find("user-1"));
}

// Answers a look-up only after something else has happened.
class SlowStore final : public MemoryKeyStore {
 public:
  Result<std::optional<std::string>> subject_key(const std::string& subject) override {
    auto key = MemoryKeyStore::subject_key(subject);
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return key;
  }
  Result<std::vector<WrappedKey>> subject_keys(const std::vector<std::string>& wanted) override {
    auto rows = MemoryKeyStore::subject_keys(wanted);
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return rows;
  }
  std::function<void()> meanwhile;
};

TEST(SubjectKeys, ALookUpThatOverlapsWithTheEndOfAKeyDoesNotBringItBack) {
  SlowStore store;
  const auto ring = open_ring(store);
  SubjectKeyRing keys(*ring, store, 3);
  const auto [sealer, wrapped] = keys.create("user-1");
  const std::string sealed = sealer->seal("x");
  const auto destroy = [&] { EXPECT_TRUE(keys.destroy("user-1")); };
  store.store(wrapped);
  store.meanwhile = destroy;
  EXPECT_EQ((*keys.find("user-1"))->open(sealed), "x");  // it came before
  EXPECT_FALSE((*keys.find("user-1"))->open(sealed));
  keys.forget("user-1");
  store.store(wrapped);
  store.meanwhile = destroy;
  ASSERT_TRUE(keys.prefetch({"user-1"}));
  EXPECT_FALSE((*keys.find("user-1"))->open(sealed));
}

TEST_F(SubjectKeysTest, ManyThreadsFindForgetAndDestroy) {
  std::vector<std::string> sealed;
  for (int i = 0; i < 8; ++i) {
    sealed.push_back(made("user-" + std::to_string(i))->seal(std::to_string(i)));
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const auto n = static_cast<std::size_t>((i + t) % 8);
        const auto sealer = keys.find("user-" + std::to_string(n));
        ASSERT_TRUE(sealer);
        const auto opened = (*sealer)->open(sealed[n]);
        if (n != 7) {
          EXPECT_EQ(opened, std::to_string(n));
        }
        if (i % 7 == 0) keys.forget("user-" + std::to_string(n));
        if (i == 250) {
          EXPECT_TRUE(keys.destroy("user-7"));
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_FALSE((*keys.find("user-7"))->open(sealed[7]));
}

}  // namespace
}  // namespace authledger::infra
