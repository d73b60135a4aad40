// users_v1: the document after each event.
#include <gtest/gtest.h>

#include "events/event_codec.h"
#include "events/user_events.h"
#include "projections/users.h"
#include "shared/codec.h"
#include "tests/support/people.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

using namespace events;
using projections::Document;
using projections::UserDocument;

// One user's stream, folded as it grows. Positions are not the stream's versions: others write too.
struct Users : testing::Test {
  const HexSealer key{"alice"};
  const Sealer* sealer = &key;
  StreamVersion version = 0;
  std::optional<Document> document;

  StoredEvent row(const UserEvent& event, StreamVersion stream_version) const {
    StoredEvent made;
    made.position = stream_version * 10;
    made.tenant_id = kTenant;
    made.stream_id = "user-" + kAlice.value;
    made.stream_version = stream_version;
    made.recorded_at = kNow.plus_s(stream_version);
    encode_event(event, &key, made);
    return made;
  }
  UserDocument after(const UserEvent& event) {
    auto folded = projections::users().apply(row(event, ++version), sealer, document);
    EXPECT_TRUE(folded) << folded.error().detail;
    document = *folded;
    return decode<UserDocument>(std::string_view(document->body)).value();
  }
  UserDocument given(const Person& person = {}) { return after(registered(person)); }
};

TEST_F(Users, VerifiedAddresses) {
  given({.mobile = "+491"});
  EXPECT_TRUE(after(UserEmailVerified{kAlice}).email_verified);
  EXPECT_TRUE(after(UserMobileVerified{kAlice}).mobile_verified);
  const auto other = after(UserMobileChanged{kAlice, std::string("+442")});
  EXPECT_EQ(other.mobile, "+442");
  EXPECT_FALSE(other.mobile_verified) << "nobody has verified the new one";
  EXPECT_TRUE(other.email_verified);
  EXPECT_EQ(other.record_version, 4);
  EXPECT_FALSE(after(UserMobileChanged{kAlice, std::nullopt}).mobile.has_value());
}

TEST_F(Users, WhatLogInsAskForIsNotShown) {
  given();
  const auto before = decode<UserDocument>(std::string_view(document->body)).value();
  const auto now = after(UserSecondFactorChanged{kAlice, "email", kAlice});
  EXPECT_EQ(now.record_version, before.record_version + 1);
  EXPECT_EQ(document->body.find("econdFactor"), std::string::npos);
}

TEST_F(Users, RegisteredAsClientsSeeIt) {
  given({.username = "wonder", .mobile = "+491", .mobile_verified = true});
  EXPECT_EQ(document->body,
            R"({"id":"018f0000-0000-7000-8000-0000000a11ce","email":"alice@example.com",)"
            R"("password":"********","fullname":"Alice Liddell",)"
            R"("avatar":"/avatars/018f0000-0000-7000-8000-0000000a11ce.svg","roleId":"user",)"
            R"("emailVerified":false,"username":"wonder","mobile":"+491","mobileVerified":true,)"
            R"("preferredLanguage":null,"bio":null,"isActive":true,"recordVersion":1,)"
            R"("createdAt":"2026-01-01T00:00:01.000Z","updatedAt":"2026-01-01T00:00:01.000Z",)"
            R"("tenantId":"acme","_owner":"018f0000-0000-7000-8000-0000000a11ce"})");
  EXPECT_EQ(document->id, kAlice.value);
  EXPECT_EQ(document->tenant_id, kTenant);
  EXPECT_EQ(document->version, 10);
  EXPECT_EQ(document->stream_version, 1);
  EXPECT_TRUE(document->listed);
}

TEST_F(Users, ProfileUpdatedChangesWhatItNames) {
  given();
  UserProfileUpdated update;
  update.user_id = kAlice;
  update.fullname = std::string("Ann");
  update.avatar = std::string("/files/a.png");
  update.preferred_language = "de";
  update.bio = std::string("Hello");
  auto user = after(update);
  EXPECT_EQ(user.fullname, "Ann");
  EXPECT_EQ(user.avatar, "/files/a.png");
  EXPECT_EQ(user.preferred_language, "de");
  EXPECT_EQ(user.bio, "Hello");
  EXPECT_EQ(user.email, "alice@example.com");

  UserProfileUpdated emptied;
  emptied.user_id = kAlice;
  emptied.cleared = {"avatar", "preferredLanguage", "bio"};
  user = after(emptied);
  EXPECT_EQ(user.avatar, "/avatars/" + kAlice.value + ".svg");
  EXPECT_EQ(user.preferred_language, std::nullopt);
  EXPECT_EQ(user.bio, std::nullopt);
  EXPECT_EQ(user.fullname, "Ann");
}

TEST_F(Users, RoleChanged) {
  given();
  EXPECT_EQ(after(UserRoleChanged{kAlice, "user", "editor", kBob}).role_id, "editor");
}

TEST_F(Users, ArchivedAndDeletedOnesAreKeptButListedNowhere) {
  given();
  EXPECT_FALSE(after(UserArchived{kAlice, kNow}).is_active);
  EXPECT_FALSE(document->listed);
  EXPECT_TRUE(after(UserRestored{kAlice}).is_active);
  EXPECT_TRUE(document->listed);
  EXPECT_FALSE(after(UserDeleted{kAlice, "admin"}).is_active);
  EXPECT_FALSE(document->listed);
}

TEST_F(Users, AHiddenOneStaysHiddenUnderOtherEvents) {
  given();
  after(UserArchived{kAlice, kNow});
  EXPECT_FALSE(after(UserRoleChanged{kAlice, "user", "editor", kBob}).is_active);
  EXPECT_FALSE(document->listed);
}

TEST_F(Users, EveryEventCountsAndIsDated) {
  given();
  UserProfileUpdated update;
  update.user_id = kAlice;
  const UserEvent events[] = {update,
                              UserPasswordChanged{kAlice, std::string("canary-1"), "self", {}},
                              UserPasswordRehashed{kAlice, std::string("canary-2")},
                              UserRoleChanged{kAlice, "user", "editor", kBob},
                              UserArchived{kAlice, kNow},
                              UserRestored{kAlice},
                              UserDeleted{kAlice, "admin"}};
  for (const auto& event : events) {
    SCOPED_TRACE(event.index());
    const auto user = after(event);
    EXPECT_EQ(user.record_version, version);
    EXPECT_EQ(user.updated_at, kNow.plus_s(version));
    EXPECT_EQ(user.created_at, kNow.plus_s(1));
    EXPECT_EQ(user.password, "********");
    EXPECT_EQ(document->body.find("canary"), std::string::npos);
    EXPECT_EQ(document->version, version * 10);
    EXPECT_EQ(document->stream_version, version);
  }
}

TEST_F(Users, ASkippedVersionIsRefused) {
  const auto refused = [&](StreamVersion stream_version) {
    const auto result =
        projections::users().apply(row(UserRestored{kAlice}, stream_version), sealer, document);
    return result ? std::string_view("folded") : result.error().id;
  };
  EXPECT_EQ(refused(2), errors::kCorruptEvent.id) << "before the first";
  given();
  EXPECT_EQ(refused(3), errors::kCorruptEvent.id);
  EXPECT_EQ(refused(2), "folded");
}

TEST_F(Users, DuplicatesAndReplaysChangeNothing) {
  given();
  const auto first = row(registered(), 1);
  after(UserRoleChanged{kAlice, "user", "editor", kBob});
  const auto second = row(UserRoleChanged{kAlice, "user", "editor", kBob}, 2);
  for (const auto& again : {first, second, first}) {
    const auto folded = projections::users().apply(again, sealer, document);
    ASSERT_TRUE(folded);
    EXPECT_EQ(folded->body, document->body);
    EXPECT_EQ(folded->version, document->version);
    EXPECT_EQ(folded->values, document->values);
  }
}

TEST_F(Users, ABrokenEventIsRefused) {
  auto broken = row(registered(), 1);
  broken.payload = "{}";
  EXPECT_EQ(projections::users().apply(broken, sealer, {}).error().id, errors::kCorruptEvent.id);
  broken.type = "user.tickled";
  EXPECT_EQ(projections::users().apply(broken, sealer, {}).error().id, errors::kCorruptEvent.id);
}

TEST_F(Users, WithoutTheKeyThePersonIsGone) {
  const ErasedSealer erased;
  sealer = &erased;
  auto user = given({.username = "wonder", .mobile = "+491"});
  UserProfileUpdated update;
  update.user_id = kAlice;
  update.fullname = std::string("Ann");
  update.bio = std::string("Hello");
  user = after(update);
  EXPECT_EQ(user.id, kAlice.value);
  EXPECT_EQ(user.role_id, "user");
  EXPECT_EQ(user.email, "");
  EXPECT_EQ(user.fullname, "");
  for (const char* trace : {"alice@", "wonder", "+491", "Ann", "Liddell", "Hello"})
    EXPECT_EQ(document->body.find(trace), std::string::npos) << trace;
}

TEST_F(Users, OnlyTheirOwnStreamsAreTheirs) {
  auto event = row(UserRestored{kAlice}, 1);
  EXPECT_EQ(projections::users().document_id(event), kAlice.value);
  event.stream_id = "session-" + kAlice.value;
  EXPECT_EQ(projections::users().document_id(event), std::nullopt);
}

TEST_F(Users, ValuesStandInTheOrderOfTheSchema) {
  given({.username = "wonder"});
  const auto& schema = projections::users().schema();
  EXPECT_EQ(schema.name, "users");
  EXPECT_EQ(schema.version, 1);
  ASSERT_EQ(document->values.size(), schema.fields.size());
  const auto value = [&](const char* name) {
    return document->values.at(static_cast<std::size_t>(schema.index_of(name)));
  };
  EXPECT_EQ(value("email"), projections::FieldValue("alice@example.com"));
  EXPECT_EQ(value("emailVerified"), projections::FieldValue(false));
  EXPECT_EQ(value("createdAt"), projections::FieldValue(kNow.plus_s(1).ms));
  EXPECT_EQ(value("preferredLanguage"), projections::FieldValue());
  ASSERT_NE(schema.find("createdAt"), nullptr);
  EXPECT_EQ(schema.find("createdAt")->kind, projections::FieldKind::kTime);
  EXPECT_EQ(schema.find("password"), nullptr);
}

}  // namespace
}  // namespace authledger::test
