// Unique values: who holds a claim, who gets it, who gives it back.
#include "tests/contract/log_contract.h"

namespace authledger::test {

class ClaimsTest : public LogContract {
 protected:
  std::string owner(const Claim& claim) { return log().claim_owner(claim)->value_or(""); }
};
INSTANTIATE_TEST_SUITE_P(Log, ClaimsTest, kEveryBackend, case_name);

TEST_P(ClaimsTest, ATakenClaimIsRefusedWithItsOwner) {
  EXPECT_TRUE(is<Appended>(append_one(log(), taking(email_claim("a"), "user-1"))));
  const auto outcome = append_one(log(), taking(email_claim("a"), "user-2"));
  ASSERT_TRUE(is<ClaimTaken>(outcome));
  EXPECT_EQ(std::get<ClaimTaken>(outcome).owner, "user-1");
  EXPECT_EQ(std::get<ClaimTaken>(outcome).claim, email_claim("a"));
  EXPECT_EQ(owner(email_claim("a")), "user-1");
  EXPECT_TRUE(log().read_stream("user-2", 0)->empty());
}

TEST_P(ClaimsTest, TenantKindAndKeyTellClaimsApart) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  EXPECT_TRUE(is<Appended>(append_one(log(), taking(email_claim("a", "shop"), "user-2"))));
  EXPECT_TRUE(is<Appended>(append_one(log(), taking({"root", "mobile", "a"}, "user-3"))));
  EXPECT_TRUE(is<Appended>(append_one(log(), taking(email_claim("b"), "user-4"))));
  EXPECT_EQ(owner(email_claim("a")), "user-1");
  EXPECT_EQ(owner(email_claim("a", "shop")), "user-2");
  EXPECT_EQ(owner({"root", "mobile", "a"}), "user-3");
}

TEST_P(ClaimsTest, TakingAnOwnClaimAgainIsFine) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  EXPECT_TRUE(is<Appended>(append_one(log(), taking(email_claim("a"), "user-1"))));
  EXPECT_EQ(owner(email_claim("a")), "user-1");
}

TEST_P(ClaimsTest, AReleasedClaimIsFreeAndCanBeTakenAgain) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  EXPECT_TRUE(is<Appended>(append_one(log(), releasing(email_claim("a"), "user-1"))));
  EXPECT_EQ(owner(email_claim("a")), "");
  EXPECT_TRUE(is<Appended>(append_one(log(), taking(email_claim("a"), "user-2"))));
  EXPECT_EQ(owner(email_claim("a")), "user-2");
}

TEST_P(ClaimsTest, OnlyTheOwnerReleases) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  EXPECT_TRUE(is<Appended>(append_one(log(), releasing(email_claim("a"), "user-2"))));
  EXPECT_TRUE(is<Appended>(append_one(log(), releasing(email_claim("b"), "user-2"))));
  EXPECT_EQ(owner(email_claim("a")), "user-1");
}

TEST_P(ClaimsTest, ReleasesComeBeforeTakesInAnItem) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  auto item = item_for("user-2");
  item.claims = {{email_claim("a"), true, "user-2"}, {email_claim("a"), false, "user-1"}};
  EXPECT_TRUE(is<Appended>(append_one(log(), item)));
  EXPECT_EQ(owner(email_claim("a")), "user-2");
}

TEST_P(ClaimsTest, ARefusedItemTakesAndReleasesNothing) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  append_one(log(), taking(email_claim("old"), "user-2"));
  auto item = item_for("user-2");
  item.claims = {{email_claim("old"), false, "user-2"},
                 {email_claim("free"), true, "user-2"},
                 {email_claim("a"), true, "user-2"}};
  std::vector<AppendItem> items{item, taking(email_claim("free"), "user-3"),
                                taking(email_claim("old"), "user-3")};
  const auto outcomes = log().append(items);
  EXPECT_TRUE(is<ClaimTaken>(outcomes[0]));
  EXPECT_TRUE(is<Appended>(outcomes[1]));
  ASSERT_TRUE(is<ClaimTaken>(outcomes[2]));
  EXPECT_EQ(std::get<ClaimTaken>(outcomes[2]).owner, "user-2");
  EXPECT_EQ(owner(email_claim("old")), "user-2");
  EXPECT_EQ(owner(email_claim("free")), "user-3");
}

TEST_P(ClaimsTest, LaterItemsOfABatchSeeEarlierOnes) {
  std::vector<AppendItem> items{
      taking(email_claim("a"), "user-1"),    taking(email_claim("a"), "user-2"),
      releasing(email_claim("a"), "user-1"), taking(email_claim("a"), "user-3"),
      taking(email_claim("b"), "user-4"),    releasing(email_claim("b"), "user-4")};
  const auto outcomes = log().append(items);
  EXPECT_TRUE(is<Appended>(outcomes[0]));
  EXPECT_TRUE(is<ClaimTaken>(outcomes[1]));
  EXPECT_TRUE(is<Appended>(outcomes[2]));
  EXPECT_TRUE(is<Appended>(outcomes[3]));
  EXPECT_EQ(owner(email_claim("a")), "user-3");
  EXPECT_EQ(owner(email_claim("b")), "");
}

}  // namespace authledger::test
