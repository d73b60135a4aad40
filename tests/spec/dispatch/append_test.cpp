// What dispatch hands to the log: envelopes, sealed payloads, hashed claims, keys.
#include <gtest/gtest.h>

#include "shared/codec.h"
#include "shared/json.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

constexpr const char* kCanary = "canary-7f3a";

// Everything that an item would put on a disk.
std::string bytes_of(const AppendItem& item) {
  std::string all;
  for (const auto& write : item.writes) {
    all += write.stream_id;
    for (const auto& row : write.events) {
      all += row.event_id + row.tenant_id + row.stream_id + row.type + row.subject + row.payload +
             row.meta;
    }
  }
  for (const auto& change : item.claims)
    all += change.claim.tenant_id + change.claim.kind + change.claim.key + change.owner;
  for (const auto& key : item.new_keys) all += key.subject + key.wrapped;
  if (item.remember)
    all += item.remember->key_hash + item.remember->request_hash + item.remember->answer;
  return all;
}

TEST(Append, PersonalDataAndSecretsAreNowhereInTheOpen) {
  World world;
  const std::string canary(kCanary);
  auto command = registration(kAlice, canary + "@example.com");
  command.username = canary + "-name";
  command.mobile = canary + "-mobile";
  command.mobile_verified = true;
  command.fullname = canary + " fullname";
  command.avatar = canary + "-avatar";
  command.bio = canary + " bio";
  command.password_hash = canary + "-hash";
  auto context = world.here.context_with_key("k", "b");
  context.ip = canary + "-ip";
  context.user_agent = canary + "-agent";
  const Render render = [&](std::span<const PlannedEvent>) -> Result<Answer> {
    return Answer{201, {}, "{\"email\":\"" + canary + "\"}"};
  };
  ASSERT_TRUE(world.here.dispatcher.run(context, render, command));
  ASSERT_EQ(world.here.appender.items().size(), 1U);
  const auto& item = world.here.appender.items().front();
  EXPECT_EQ(bytes_of(item).find(kCanary), std::string::npos);
  EXPECT_EQ(item.claims.size(), 3U);
  for (const auto& change : item.claims) EXPECT_EQ(change.claim.key.size(), 64U);

  const auto user = world.there.state<UserAggregate>(kAlice);
  EXPECT_EQ(user.email, canary + "@example.com") << "and comes back for who has the key";
  EXPECT_EQ(user.password_hash, canary + "-hash");
}

TEST(Append, TheEnvelopeSaysWhoWhenAndAsPartOfWhat) {
  World world;
  auto context = world.here.context();
  context.actor_kind = "user";
  context.actor_id = kBob.value;
  context.ip = "192.0.2.1";
  ASSERT_TRUE(world.here.dispatcher.run(context, nullptr, kRegisterAlice));
  const auto row = world.log.read_stream("user-" + kAlice.value, 0)->front();
  EXPECT_TRUE(is_uuid(row.event_id));
  EXPECT_EQ(row.event_id[14], '7');
  EXPECT_EQ(row.tenant_id, kTenant);
  EXPECT_EQ(row.stream_version, 1);
  EXPECT_EQ(row.type, "user.registered");
  EXPECT_EQ(row.schema_version, 2);
  EXPECT_EQ(row.recorded_at, kNow);
  EXPECT_EQ(row.subject, kAlice.value);
  const auto sealer = world.here.keys.find(kAlice.value).value();
  const auto meta = decode<events::EventMeta>(std::string_view(row.meta), sealer.get()).value();
  EXPECT_EQ(meta.actor_kind, "user");
  EXPECT_EQ(meta.actor_id, kBob.value);
  EXPECT_EQ(meta.correlation_id, "request-1");
  ASSERT_TRUE(meta.ip);
  EXPECT_EQ(meta.ip->value, "192.0.2.1");
  EXPECT_FALSE(meta.user_agent);
}

TEST(Append, AStreamWithoutASubjectKeepsNoAddress) {
  World world;
  auto context = world.here.context();
  context.ip = "192.0.2.1";
  context.user_agent = "curl";
  ASSERT_TRUE(world.here.dispatcher.run(context, nullptr,
                                        RecordLoginFailure{kAlice.value, "hash", "password"}));
  const auto row = world.log.read_stream("attempts-" + kAlice.value, 0)->front();
  EXPECT_EQ(row.subject, "");
  const auto meta = parse_json(row.meta).value();
  EXPECT_TRUE(meta["ip"].IsNull());
  EXPECT_TRUE(meta["userAgent"].IsNull());
}

TEST(Append, OfALongStreamOfAttemptsTheNewestTell) {
  World world;
  constexpr int kMany = AttemptsAggregate::kNewestEvents + 10;
  for (int i = 0; i < kMany; ++i) {
    const auto client = i < 5 ? "first" : "home";
    ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr,
                                          RecordLoginFailure{kAlice.value, client, "password"}));
  }
  Process cold(world.storage);
  const auto known = cold.dispatcher.load<AttemptsAggregate>(kAlice.value, Freshness::kCached);
  EXPECT_EQ((*known)->version, kMany);
  EXPECT_EQ((*known)->state.clients.size(), 1U) << "events from the beginning were read";
  EXPECT_GT(delay_s((*known)->state, "home", "password", kNow), 0);
}

TEST(Append, OnlyTheFirstEventOfAPersonBringsAKey) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice));
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, rename(kAlice, "Ann")));
  ASSERT_EQ(world.here.appender.items().size(), 2U);
  EXPECT_EQ(world.here.appender.items()[0].new_keys.size(), 1U);
  EXPECT_EQ(world.here.appender.items()[1].new_keys.size(), 0U);
  EXPECT_EQ(world.there.state<UserAggregate>(kAlice).fullname, "Ann");
}

TEST(Append, ClaimsDifferByTenantAndKind) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice));
  auto other = world.here.context();
  other.tenant_id = "globex";
  ASSERT_TRUE(world.here.dispatcher.run(other, nullptr, registration(kBob, "alice@example.com")));
  const auto owner = [&](const char* tenant, const char* kind) {
    return world.here.dispatcher.owner_of(tenant, kind, "alice@example.com").value();
  };
  EXPECT_EQ(owner("acme", "email"), "user-" + kAlice.value);
  EXPECT_EQ(owner("globex", "email"), "user-" + kBob.value);
  EXPECT_EQ(owner("acme", "username"), std::nullopt);
}

TEST(Append, TakenValuesAreNamed) {
  World world;
  auto first = kRegisterAlice;
  first.username = "wonder";
  first.mobile = "+491";
  first.mobile_verified = true;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, first));
  const auto refused = [&](const RegisterUser& command) {
    const auto result = world.here.dispatcher.run(world.here.context(), nullptr, command);
    return result ? std::string_view("accepted") : result.error().id;
  };
  EXPECT_EQ(refused(registration(kBob, "ALICE@example.com")), errors::kEmailTaken.id);
  auto name = registration(kBob, "bob@example.com");
  name.username = "Wonder";
  EXPECT_EQ(refused(name), errors::kUsernameTaken.id);
  auto mobile = registration(kBob, "bob@example.com");
  mobile.mobile = "+491";
  mobile.mobile_verified = true;
  EXPECT_EQ(refused(mobile), errors::kMobileTaken.id);
  mobile.mobile_verified = false;
  EXPECT_EQ(refused(mobile), "accepted") << "only a verified mobile is unique";
}

}  // namespace
}  // namespace authledger::test
