// Bytes beside the events of a command: sealed, in the same item, and nowhere else.
#include <gtest/gtest.h>

#include "tests/spec/avatar/files.h"
#include "tests/spec/message/messages.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

TEST(Attachments, GoWithTheEventsOfEveryCommandOfARun) {
  World world;
  const auto written =
      world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice, request());
  ASSERT_TRUE(written);
  ASSERT_EQ(world.here.appender.items().size(), 1u);
  const auto& item = world.here.appender.items().front();
  ASSERT_GE(item.writes.size(), 2u);
  ASSERT_EQ(item.attachments.size(), 1u);
  EXPECT_EQ(world.log.types_of("message-" + kMessage.value),
            std::vector<std::string>{"message.requested"});
}

TEST(Attachments, AreSealedForTheirOwnPlace) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, request()));
  const auto& put = world.here.appender.items().front().attachments.front();
  EXPECT_EQ(put.bytes.find("123456"), std::string::npos);
  EXPECT_EQ(put.bytes.find("alice"), std::string::npos);
  const auto& vault = world.storage.vault;
  const auto plain = vault.open(put.bytes, attachment_context(kMessageBody, kMessage.value));
  ASSERT_TRUE(plain);
  EXPECT_NE(plain->find("123456"), std::string::npos);
  EXPECT_FALSE(vault.open(put.bytes, attachment_context(kMessageBody, "another")));
}

TEST(Attachments, PersonalOnesOpenWithTheKeyOfTheirSubjectAlone) {
  World world;
  const auto& here = world.here;
  ASSERT_TRUE(world.here.dispatcher.run(here.context(), nullptr, kRegisterAlice));
  ASSERT_TRUE(world.here.dispatcher.run(here.context(), nullptr, upload_of_face()));
  const auto& put = here.appender.items().back().attachments.front();
  EXPECT_EQ(put.bytes.find(kFaceBytes), std::string::npos);
  EXPECT_EQ(world.here.keys.find(kAlice.value).value()->open(put.bytes), std::string(kFaceBytes));
  world.storage.keys.destroy(kAlice.value);
  EXPECT_EQ(world.here.keys.find(kAlice.value).value()->open(put.bytes), std::nullopt);
}

TEST(Attachments, NoEventNoChange) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, request()));
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, MarkMessageSent{kMessage}));
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, MarkMessageSent{kMessage}));
  ASSERT_EQ(world.here.appender.items().size(), 2u);
  EXPECT_EQ(world.here.appender.items()[1].attachments.front().what,
            AttachmentChange::What::kRemove);
}

TEST(Attachments, TheEventsTellNothingOfThem) {
  World world;
  ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, request()));
  const auto rows = world.log.read_all(0, 10);
  for (const auto& row : *rows) {
    EXPECT_EQ(row.payload.find("123456"), std::string::npos);
    EXPECT_EQ(row.payload.find("alice@"), std::string::npos);
  }
}

}  // namespace
}  // namespace authledger::test
