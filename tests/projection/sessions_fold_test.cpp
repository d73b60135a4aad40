// sessions_v1: the document after each event.
#include "projections/sessions.h"

#include <gtest/gtest.h>

#include "events/event_codec.h"
#include "events/session_events.h"
#include "shared/codec.h"
#include "tests/support/people.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

using namespace events;
using projections::Document;
using projections::SessionDocument;

struct SessionDocuments : testing::Test {
  const HexSealer sealer{"alice"};
  StreamVersion version = 0;
  std::optional<Document> document;
  SessionDocument shown;

  void after(const SessionEvent& event) {
    StoredEvent row;
    row.position = ++version * 10;
    row.tenant_id = kTenant;
    row.stream_id = "session-" + kLaptop.value;
    row.stream_version = version;
    row.recorded_at = kNow.plus_s(version);
    encode_event(event, &sealer, row);
    auto folded = projections::sessions().apply(row, &sealer, document);
    ASSERT_TRUE(folded) << folded.error().detail;
    document = *folded;
    shown = decode<SessionDocument>(std::string_view(document->body)).value();
  }
  void started() {
    after(SessionStarted{kLaptop, kAlice, 3, "password", std::nullopt, kNow.plus_s(3600),
                         Personal<std::string>("Netscape/4.0"),
                         Personal<std::string>("192.0.2.1")});
  }
};

TEST_F(SessionDocuments, StartedAsPeopleSeeIt) {
  started();
  EXPECT_EQ(document->body,
            R"({"id":"018f0000-0000-7000-8000-000000001a01",)"
            R"("userId":"018f0000-0000-7000-8000-0000000a11ce","tenantId":"acme",)"
            R"("method":"password","device":"Netscape/4.0","address":"192.0.2.1",)"
            R"("createdAt":"2026-01-01T00:00:01.000Z","lastUsedAt":"2026-01-01T00:00:01.000Z",)"
            R"("lastAddress":"192.0.2.1","expiresAt":"2026-01-01T01:00:00.000Z","endedAt":null,)"
            R"("endReason":null,"isActive":true,"needsEmail":false,"needsMobile":false,)"
            R"("userVersion":3,"recordVersion":1,)"
            R"("updatedAt":"2026-01-01T00:00:01.000Z"})");
  EXPECT_TRUE(document->listed);
}

TEST_F(SessionDocuments, ARefreshIsAUse) {
  started();
  after(RefreshTokenIssued{kLaptop, kAlice, 2, std::string("hash"), std::nullopt, std::nullopt,
                           Personal<std::string>("198.51.100.7")});
  EXPECT_EQ(shown.last_used_at, kNow.plus_s(2));
  EXPECT_EQ(shown.last_address, "198.51.100.7");
  EXPECT_EQ(shown.address, "192.0.2.1");
  EXPECT_EQ(document->body.find("hash"), std::string::npos);
}

TEST_F(SessionDocuments, InNoListWhileAFactorIsMissing) {
  started();
  after(SecondFactorRequired{kLaptop, kAlice, "email", kNow.plus_s(900)});
  after(SecondFactorRequired{kLaptop, kAlice, "mobile", kNow.plus_s(900)});
  after(SecondFactorPassed{kLaptop, kAlice, "email"});
  EXPECT_FALSE(document->listed);
  after(SecondFactorPassed{kLaptop, kAlice, "mobile"});
  EXPECT_TRUE(document->listed);
}

TEST_F(SessionDocuments, EndedWithItsReason) {
  const auto expect_ended = [&](const SessionEvent& event, const std::string& reason) {
    version = 0;
    document.reset();
    started();
    after(event);
    EXPECT_FALSE(shown.is_active);
    EXPECT_EQ(shown.ended_at, kNow.plus_s(2));
    EXPECT_EQ(shown.end_reason, reason);
    EXPECT_TRUE(document->listed) << "visible for a while";
  };
  expect_ended(SessionEnded{kLaptop, kAlice, "logout"}, "logout");
  expect_ended(SessionRefreshed{kLaptop, kAlice, kPhone}, "relogin");
  expect_ended(RefreshReused{kLaptop, kAlice, 1}, "reused");
}

}  // namespace
}  // namespace authledger::test
