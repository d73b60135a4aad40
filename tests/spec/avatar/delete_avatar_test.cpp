#include "tests/spec/avatar/files.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

const DeleteAvatar kDeleteFace{kFace, kAlice, kBob};

TEST(DeleteAvatar, OnceIsEnough) {
  Scenario<AvatarAggregate>{}
      .given(face_uploaded())
      .when(kDeleteFace)
      .then(events::AvatarDeleted{kFace, kBob})
      .and_again_nothing();
}

TEST(DeleteAvatar, OfOneThatNeverWas) {
  Scenario<AvatarAggregate>{}.when(kDeleteFace).then_fails(errors::kAvatarNotFound);
}

TEST(DeleteAvatar, TakesTheBytesAndTheKeyWithIt) {
  const auto attached = attachments_of(kDeleteFace);
  ASSERT_EQ(attached.size(), 1U);
  EXPECT_EQ(attached[0].what, AttachmentChange::What::kRemove);
  EXPECT_EQ(attached[0].id, kFace.value);
  AvatarState state;
  evolve(state, face_uploaded(), Recorded{1, kNow, kTenant});
  const auto claims = claims_of(state, events::AvatarDeleted{kFace, kBob});
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].value, "abcdefghijkl");
  EXPECT_FALSE(claims[0].take);
}

}  // namespace
}  // namespace authledger::test
