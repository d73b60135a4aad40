// groups_v1, group_members_v1 and avatar_files_v1: the document after each event.
#include <gtest/gtest.h>

#include "events/event_codec.h"
#include "projections/avatar_files.h"
#include "projections/group_members.h"
#include "projections/groups.h"
#include "shared/codec.h"
#include "tests/spec/avatar/files.h"
#include "tests/spec/group/groups.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

using namespace events;
using projections::AvatarFileDocument;
using projections::Document;
using projections::GroupDocument;

// One stream, folded as it grows.
template <class EventVariant>
struct Fold {
  const projections::Projection& projection;
  std::string stream;
  const HexSealer key{"alice"};
  StreamVersion version = 0;
  std::optional<Document> document{};

  template <class Doc>
  Doc after(const EventVariant& event) {
    StoredEvent row;
    row.stream_version = ++version;
    row.position = version * 10;
    row.tenant_id = kTenant;
    row.stream_id = stream;
    row.recorded_at = kNow.plus_s(version);
    encode_event(event, &key, row);
    const auto folded = projection.apply(row, &key, document);
    EXPECT_TRUE(folded) << folded.error().detail;
    document = *folded;
    return decode<Doc>(std::string_view(document->body)).value();
  }
};

TEST(GroupsFold, CreatedAsClientsSeeIt) {
  Fold<GroupEvent> fold{projections::groups(), "group-" + kEditors.value};
  fold.after<GroupDocument>(kEditorsCreated);
  EXPECT_EQ(fold.document->body,
            R"({"id":"018f0000-0000-7000-8000-00000000ed17","groupName":"Editors",)"
            R"("avatar":"/avatars/018f0000-0000-7000-8000-00000000ed17.svg","isActive":true,)"
            R"("recordVersion":1,"createdAt":"2026-01-01T00:00:01.000Z",)"
            R"("updatedAt":"2026-01-01T00:00:01.000Z",)"
            R"("_owner":"018f0000-0000-7000-8000-000000000b0b"})");
  EXPECT_EQ(fold.document->id, kEditors.value);
  EXPECT_TRUE(fold.document->listed);
}

TEST(GroupsFold, UpdatedThenDeleted) {
  Fold<GroupEvent> fold{projections::groups(), "group-" + kEditors.value};
  fold.after<GroupDocument>(kEditorsCreated);
  auto group = fold.after<GroupDocument>(GroupUpdated{kEditors, "Writers", "/a.png", {}, kCarol});
  EXPECT_EQ(group.group_name, "Writers");
  EXPECT_EQ(group.avatar, "/a.png");
  EXPECT_EQ(group.record_version, 2);
  group = fold.after<GroupDocument>(
      GroupUpdated{kEditors, std::nullopt, std::nullopt, {"avatar"}, kCarol});
  EXPECT_EQ(group.group_name, "Writers");
  EXPECT_EQ(group.avatar, "/avatars/" + kEditors.value + ".svg");
  EXPECT_EQ(group.owner, kBob.value);
  group = fold.after<GroupDocument>(kEditorsDeleted);
  EXPECT_FALSE(group.is_active);
  EXPECT_FALSE(fold.document->listed);
}

TEST(GroupMembersFold, AddedAsClientsSeeItThenRemoved) {
  Fold<GroupMemberEvent> fold{projections::group_members(), "group_member-" + kAliceAsEditor.value};
  fold.after<projections::GroupMemberDocument>(kAliceAdded);
  EXPECT_EQ(fold.document->body,
            R"({"id":"018f0000-0000-7000-8000-0000000aed17",)"
            R"("groupId":"018f0000-0000-7000-8000-00000000ed17",)"
            R"("userId":"018f0000-0000-7000-8000-0000000a11ce",)"
            R"("ownerId":"018f0000-0000-7000-8000-000000000b0b","isActive":true,)"
            R"("recordVersion":1,"createdAt":"2026-01-01T00:00:01.000Z",)"
            R"("updatedAt":"2026-01-01T00:00:01.000Z",)"
            R"("_owner":"018f0000-0000-7000-8000-000000000b0b"})");
  EXPECT_FALSE(fold.after<projections::GroupMemberDocument>(kAliceRemoved).is_active);
  EXPECT_FALSE(fold.document->listed);
}

TEST(GroupMembersFold, StreamsOfGroupsAreNotMembers) {
  StoredEvent row;
  row.stream_id = "group-" + kEditors.value;
  EXPECT_FALSE(projections::group_members().document_id(row));
  row.stream_id = "group_member-" + kAliceAsEditor.value;
  EXPECT_FALSE(projections::groups().document_id(row));
  EXPECT_EQ(projections::group_members().document_id(row), kAliceAsEditor.value);
}

TEST(AvatarFilesFold, UploadedWithoutBytesAndKeyThenDeleted) {
  Fold<AvatarEvent> fold{projections::avatar_files(), "avatar-" + kFace.value};
  const auto file = fold.after<AvatarFileDocument>(face_uploaded());
  EXPECT_EQ(file.file_name, "me.png");
  EXPECT_EQ(file.mime_type, "image/png");
  EXPECT_EQ(file.file_size_bytes, 19);
  EXPECT_EQ(file.metadata, R"({"alt":"me"})");
  EXPECT_EQ(file.owner_id, kAlice.value);
  EXPECT_EQ(file.user_id, kAlice.value);
  EXPECT_EQ(fold.document->body.find("abcdefghijkl"), std::string::npos) << fold.document->body;
  EXPECT_FALSE(fold.after<AvatarFileDocument>(AvatarDeleted{kFace, kAlice}).is_active);
  EXPECT_FALSE(fold.document->listed);
}

TEST(AvatarFilesFold, OfAnErasedOwnerTellsNothingPersonal) {
  const HexSealer key("alice");
  StoredEvent row;
  row.stream_version = 1;
  row.position = 1;
  row.stream_id = "avatar-" + kFace.value;
  encode_event(AvatarEvent(face_uploaded()), &key, row);
  const ErasedSealer erased;
  const auto folded = projections::avatar_files().apply(row, &erased, std::nullopt);
  ASSERT_TRUE(folded);
  EXPECT_EQ(folded->body.find("me.png"), std::string::npos);
  EXPECT_EQ(folded->body.find("alt"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
