// Wrapped keys: subjects, the ring, and the keys that sign tokens.
#include <thread>

#include "shared/errors.h"
#include "tests/contract/log_contract.h"

namespace authledger::test {

class KeyStoreTest : public LogContract {
 protected:
  infra::KeyStore& keys() { return process->keys(); }
  AppendItem with_key(const std::string& stream, std::string wrapped) {
    auto item = item_for(stream);
    item.new_keys.push_back({stream, std::move(wrapped)});
    return item;
  }
  infra::SigningKeyRow signing(const std::string& kid, std::int64_t ms) {
    return {kid, "pem-" + kid, std::string("\0\xff", 2) + kid, Timestamp{ms}, Timestamp{}};
  }
};
INSTANTIATE_TEST_SUITE_P(Log, KeyStoreTest, kEveryBackend, case_name);

TEST_P(KeyStoreTest, AppendingStoresANewSubjectsKey) {
  const std::string wrapped("\0\xff\x01key", 6);
  append_one(log(), with_key("user-1", wrapped));
  EXPECT_EQ(keys().subject_key("user-1")->value(), wrapped);
  EXPECT_FALSE(keys().subject_key("user-2")->has_value());
}

TEST_P(KeyStoreTest, ASubjectKeepsItsKey) {
  std::vector<AppendItem> items{with_key("user-1", "first"), with_key("user-1", "second")};
  log().append(items);
  append_one(log(), with_key("user-1", "third"));
  EXPECT_EQ(keys().subject_key("user-1")->value(), "first");
}

TEST_P(KeyStoreTest, ARefusedItemStoresNoKey) {
  auto item = with_key("user-1", "key");
  item.writes[0].expected_version = 7;
  append_one(log(), item);
  EXPECT_FALSE(keys().subject_key("user-1")->has_value());
}

TEST_P(KeyStoreTest, ADestroyedKeyStaysDestroyed) {
  append_one(log(), with_key("user-1", "key"));
  for (const std::string subject : {"user-1", "user-1", "user-2"}) {
    EXPECT_TRUE(keys().destroy_subject_key(subject));
  }
  append_one(log(), with_key("user-1", "again"));
  append_one(log(), with_key("user-2", "again"));
  EXPECT_EQ(keys().subject_key("user-1")->value(), "");
  EXPECT_EQ(keys().subject_key("user-2")->value(), "");
}

TEST_P(KeyStoreTest, ManySubjectsAtOnce) {
  append_one(log(), with_key("user-1", "one"));
  append_one(log(), with_key("user-2", "two"));
  const auto found = keys().subject_keys({"user-2", "nobody", "user-1"});
  ASSERT_EQ(found->size(), 2u);
  EXPECT_TRUE(keys().subject_keys({})->empty());
}

TEST_P(KeyStoreTest, TheFirstRingKeyWins) {
  EXPECT_TRUE(keys().put_ring_if_absent({"data", 1, std::string("\0a", 2)}));
  EXPECT_TRUE(keys().put_ring_if_absent({"data", 1, "other"}));
  EXPECT_TRUE(keys().put_ring_if_absent({"data", 2, "b"}));
  const auto ring = keys().ring();
  ASSERT_EQ(ring->size(), 2u);
  EXPECT_EQ(ring->at(0).wrapped, std::string("\0a", 2));
  EXPECT_EQ(ring->at(1).version, 2);
}

TEST_P(KeyStoreTest, ReplacingTheRing) {
  keys().put_ring_if_absent({"data", 1, "a"});
  keys().put_ring_if_absent({"data", 2, "b"});
  EXPECT_TRUE(keys().replace_ring({{"data", 1, "A"}, {"data", 2, "B"}}));
  const auto ring = keys().ring();
  EXPECT_EQ(ring->at(0).wrapped, "A");
  EXPECT_EQ(ring->at(1).wrapped, "B");
}

TEST_P(KeyStoreTest, ANewSigningKeyRetiresTheActiveOne) {
  EXPECT_TRUE(keys().add_signing_key(signing("k1", 100), ""));
  EXPECT_TRUE(keys().add_signing_key(signing("k2", 200), "k1"));
  const auto rows = keys().signing_keys();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->at(0).kid, "k1");
  EXPECT_EQ(rows->at(0).public_pem, "pem-k1");
  EXPECT_EQ(rows->at(0).sealed_private, signing("k1", 0).sealed_private);
  EXPECT_EQ(rows->at(0).created_at.ms, 100);
  EXPECT_EQ(rows->at(0).retired_at.ms, 200);
  EXPECT_EQ(rows->at(1).retired_at.ms, 0);
}

TEST_P(KeyStoreTest, ASigningKeyIsAddedOnTheExpectedOneOnly) {
  EXPECT_EQ(keys().add_signing_key(signing("k1", 100), "k0").error().id, errors::kStreamChanged.id);
  EXPECT_TRUE(keys().add_signing_key(signing("k1", 100), ""));
  EXPECT_EQ(keys().add_signing_key(signing("k2", 200), "").error().id, errors::kStreamChanged.id);
  EXPECT_EQ(keys().signing_keys()->size(), 1u);
}

TEST_P(KeyStoreTest, TwoProcessesRotateOnce) {
  ASSERT_TRUE(keys().add_signing_key(signing("k0", 1), ""));
  const auto other = backend->open();
  std::atomic<int> won{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      auto& store = i % 2 == 0 ? keys() : other->keys();
      if (store.add_signing_key(signing("n" + std::to_string(i), 10), "k0")) ++won;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(keys().signing_keys()->size(), 2u);
}

}  // namespace authledger::test
