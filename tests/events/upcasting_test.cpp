#include "events/upcasting.h"

#include <gtest/gtest.h>

#include "events/event_codec.h"
#include "events/user_events.h"
#include "shared/errors.h"
#include "tests/support/people.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

using namespace events;

void add(JsonDocument& document, const char* name, int value) {
  document.AddMember(rapidjson::StringRef(name), value, document.GetAllocator());
}

const Upcaster kSteps[] = {
    {"user.moved", 2, [](JsonDocument& d) { add(d, "three", d["two"].GetInt() + 1); }},
    {"user.moved", 1, [](JsonDocument& d) { add(d, "two", 2); }},
    {"user.other", 1, [](JsonDocument& d) { add(d, "other", 1); }},
};

std::string lifted(int from, int to, const char* type = "user.moved") {
  auto document = parse_json(R"({"kept":"x"})").value();
  const auto status = upcast(type, from, to, document, kSteps);
  return status ? to_text(document) : std::string(status.error().id) + ": " + status.error().detail;
}

TEST(Upcasting, GoesStepByStepAndKeepsTheRest) {
  EXPECT_EQ(lifted(1, 3), R"({"kept":"x","two":2,"three":3})");
  EXPECT_EQ(lifted(1, 2), R"({"kept":"x","two":2})");
  EXPECT_EQ(lifted(3, 3), R"({"kept":"x"})");
  EXPECT_EQ(lifted(1, 2, "user.other"), R"({"kept":"x","other":1})");
}

TEST(Upcasting, RefusesTheFuture) {
  EXPECT_EQ(lifted(4, 3),
            "log.corrupt_event: user.moved has version 4, this program knows up to 3.");
}

TEST(Upcasting, RefusesAVersionThatNeverWas) {
  EXPECT_TRUE(lifted(0, 1).starts_with(errors::kCorruptEvent.id));
  EXPECT_TRUE(lifted(-1, 1).starts_with(errors::kCorruptEvent.id));
}

TEST(Upcasting, RefusesAGap) {
  EXPECT_EQ(lifted(1, 4), "log.corrupt_event: user.moved has no step from version 3.");
  EXPECT_EQ(lifted(2, 3, "user.other"),
            "log.corrupt_event: user.other has no step from version 2.");
}

TEST(EventCodec, RoundTripsThroughARow) {
  const HexSealer sealer("k");
  StoredEvent row;
  encode_event(UserEvent(registered({.username = "wonder"})), &sealer, row);
  EXPECT_EQ(row.type, "user.registered");
  EXPECT_EQ(row.schema_version, 2);
  EXPECT_EQ(row.payload.find("alice@"), std::string::npos);
  const auto back = decode_event<UserEvent>(row, &sealer);
  ASSERT_TRUE(back);
  EXPECT_EQ(std::get<UserRegistered>(*back).email.value, "alice@example.com");
  EXPECT_EQ(std::get<UserRegistered>(*back).password_hash->value, "$argon2id$one");
}

TEST(EventCodec, RefusesWhatItCannotRead) {
  StoredEvent row;
  const auto refused = [&] {
    const auto event = decode_event<UserEvent>(row, nullptr);
    return event ? std::string("read") : std::string(event.error().id);
  };
  encode_event(UserEvent(UserRestored{kAlice}), nullptr, row);
  EXPECT_EQ(refused(), "read");
  row.schema_version = 2;
  EXPECT_EQ(refused(), errors::kCorruptEvent.id) << "a version from the future";
  row.schema_version = 1;
  row.type = "user.tickled";
  EXPECT_EQ(refused(), errors::kCorruptEvent.id) << "an unknown type";
  row.type = "user.restored";
  row.payload = "{\"userId\":";
  EXPECT_EQ(refused(), errors::kCorruptEvent.id) << "broken JSON";
  row.payload = "{}";
  EXPECT_EQ(refused(), errors::kCorruptEvent.id) << "a missing member";
}

TEST(EventCodec, KnowsItsTypes) {
  EXPECT_TRUE(handles_type<UserEvent>("user.registered"));
  EXPECT_FALSE(handles_type<UserEvent>("session.started"));
}

// Without the subject's key: what the person was is gone, what happened stays.
TEST(EventCodec, AnErasedSubjectLeavesTheFact) {
  const HexSealer sealer("k");
  const ErasedSealer erased;
  StoredEvent row;
  encode_event(UserEvent(registered()), &sealer, row);
  const auto event = decode_event<UserEvent>(row, &erased);
  ASSERT_TRUE(event);
  const auto& fact = std::get<UserRegistered>(*event);
  EXPECT_TRUE(fact.email.erased);
  EXPECT_EQ(fact.email.value, "");
  EXPECT_EQ(fact.password_hash->value, "");
  EXPECT_EQ(fact.user_id, kAlice);
  EXPECT_EQ(fact.role_id, "user");
}

}  // namespace
}  // namespace authledger::test
