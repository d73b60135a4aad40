#include "tests/spec/avatar/files.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

TEST(UploadAvatar, TellsAboutTheBytesAndKeepsThemApart) {
  Scenario<AvatarAggregate>{}.when(upload_of_face()).then(face_uploaded()).and_again_nothing();
  const auto attached = attachments_of(upload_of_face());
  ASSERT_EQ(attached.size(), 1U);
  EXPECT_EQ(attached[0].what, AttachmentChange::What::kPut);
  EXPECT_EQ(attached[0].id, kFace.value);
  EXPECT_EQ(attached[0].bytes, kFaceBytes);
  EXPECT_TRUE(attached[0].personal);
}

TEST(UploadAvatar, AnIdIsUsedOnce) {
  auto other = upload_of_face();
  other.access_key = "mnopqrstuvwx";
  Scenario<AvatarAggregate>{}.given(face_uploaded()).when(other).then_fails(errors::kAvatarExists);
  Scenario<AvatarAggregate>{}
      .given(face_uploaded(), events::AvatarDeleted{kFace, kAlice})
      .when(upload_of_face())
      .then_fails(errors::kAvatarExists);
}

TEST(UploadAvatar, TakesItsAccessKey) {
  const auto claims = claims_of(AvatarState{}, face_uploaded());
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].kind, "avatar_key");
  EXPECT_EQ(claims[0].value, "abcdefghijkl");
  EXPECT_TRUE(claims[0].take);
}

}  // namespace
}  // namespace authledger::test
