// permissions_v1: the document after each event.
#include "projections/permissions.h"

#include <gtest/gtest.h>

#include "events/event_codec.h"
#include "events/permission_events.h"
#include "shared/codec.h"
#include "tests/support/people.h"

namespace authledger::test {
namespace {

using namespace events;
using projections::Document;

const PermissionId kGrant{"018f0000-0000-7000-8000-00000000c001"};

struct PermissionDocuments : testing::Test {
  StreamVersion version = 0;
  std::optional<Document> document;

  void after(const PermissionEvent& event) {
    StoredEvent row;
    row.position = ++version * 10;
    row.tenant_id = kTenant;
    row.stream_id = "permission-" + kGrant.value;
    row.stream_version = version;
    row.recorded_at = kNow.plus_s(version);
    encode_event(event, nullptr, row);
    auto folded = projections::permissions().apply(row, nullptr, document);
    ASSERT_TRUE(folded) << folded.error().detail;
    document = *folded;
  }
};

TEST_F(PermissionDocuments, GrantedAsClientsSeeIt) {
  after(PermissionGranted{kGrant, "orders.manage", "editor", kAlice, {}, {}, true, kCarol});
  EXPECT_EQ(document->body,
            R"({"id":"018f0000-0000-7000-8000-00000000c001","permissionName":"orders.manage",)"
            R"("roleId":"editor","subjectUserId":"018f0000-0000-7000-8000-0000000a11ce",)"
            R"("subjectUserGroupId":null,"objectId":null,"canDo":true,"tenantCodename":"acme",)"
            R"("isActive":true,"recordVersion":1,"createdAt":"2026-01-01T00:00:01.000Z",)"
            R"("updatedAt":"2026-01-01T00:00:01.000Z",)"
            R"("_owner":"018f0000-0000-7000-8000-0000000ca501"})");
  EXPECT_EQ(document->id, kGrant.value);
  EXPECT_EQ(document->tenant_id, kTenant);
  EXPECT_TRUE(document->listed);
}

TEST_F(PermissionDocuments, OfAGroupForAnObject) {
  const GroupId group{"018f0000-0000-7000-8000-0000000057af"};
  const ObjectId object{"018f0000-0000-7000-8000-000000000d01"};
  after(PermissionGranted{kGrant, "orders.manage", {}, {}, group, object, false, kCarol});
  const auto shown = decode<projections::PermissionDocument>(std::string_view(document->body));
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->subject_user_group_id, group.value);
  EXPECT_EQ(shown->object_id, object.value);
  EXPECT_FALSE(shown->can_do);
  EXPECT_FALSE(shown->role_id);
}

TEST_F(PermissionDocuments, RevokedIsInNoList) {
  after(PermissionGranted{kGrant, "orders.manage", "editor", {}, {}, {}, true, kCarol});
  after(PermissionRevoked{kGrant, kBob});
  EXPECT_FALSE(document->listed);
  const auto shown = decode<projections::PermissionDocument>(std::string_view(document->body));
  EXPECT_FALSE(shown->is_active);
  EXPECT_EQ(shown->record_version, 2);
  EXPECT_EQ(shown->owner, kCarol.value);
}

}  // namespace
}  // namespace authledger::test
