// User over group over role, deny over allow at one level, objects over everything.
#include "command/permission/resolution.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/spec/permission/grants.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using namespace command;

std::vector<AppliedGrant> applied(const std::vector<Grant>& grants) {
  std::vector<AppliedGrant> out;
  for (const auto& one : grants) {
    const auto number = std::to_string(out.size());
    out.push_back({PermissionId{number}, "event " + number, one});
  }
  return out;
}

struct Case {
  const char* name;
  std::vector<Grant> grants;
  std::optional<ObjectId> object;
  bool can_do;
  std::set<std::string> because;  // indices into grants
};

TEST(Verdict, Resolves) {
  auto both = to_user(kAlice);
  both.role_id = "editor";
  const std::vector<Case> rows = {
      {"nothing granted", {}, {}, false, {}},
      {"a role allows", {to_role("r")}, {}, true, {"0"}},
      {"a group denies over a role", {to_role("r"), to_group(kStaff, false)}, {}, false, {"1"}},
      {"a user allows over a group", {to_group(kStaff, false), to_user(kAlice)}, {}, true, {"1"}},
      {"a user denies over all",
       {to_role("r"), to_group(kStaff), to_user(kAlice, false)},
       {},
       false,
       {"2"}},
      {"deny beats allow among groups",
       {to_group(kStaff), to_group(kGuests, false), to_group(kGuests)},
       {},
       false,
       {"1"}},
      {"two allow together", {to_group(kStaff), to_group(kGuests)}, {}, true, {"0", "1"}},
      {"with role and user it is a user's", {both, to_group(kStaff, false)}, {}, true, {"0"}},
      {"and a deny of the user beats it", {both, to_user(kAlice, false)}, {}, false, {"1"}},
      {"an object's grant is not general", {on(kOrder, to_user(kAlice))}, {}, false, {}},
      {"it is for its object", {on(kOrder, to_user(kAlice))}, kOrder, true, {"0"}},
      {"and no other", {on(kOrder, to_user(kAlice))}, kOtherOrder, false, {}},
      {"an object falls back to the general",
       {to_role("r"), on(kOrder, to_role("r", false))},
       kOtherOrder,
       true,
       {"0"}},
      {"a role's object stands over a user's general",
       {to_user(kAlice), on(kOrder, to_role("r", false))},
       kOrder,
       false,
       {"1"}},
      {"levels count among objects too",
       {on(kOrder, to_role("r", false)), on(kOrder, to_user(kAlice))},
       kOrder,
       true,
       {"1"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto decided = verdict(applied(row.grants), row.object);
    EXPECT_EQ(decided.can_do, row.can_do);
    std::set<std::string> because;
    for (const auto& one : decided.because) {
      because.insert(one.id.value);
      EXPECT_EQ(one.event_id, "event " + one.id.value);
    }
    EXPECT_EQ(because, row.because);
  }
}

TEST(Scope, ListsObjectsThatDiffer) {
  const auto allowed = scope(applied(
      {to_role("r"), on(kOtherOrder, to_user(kAlice, false)), on(kOrder, to_user(kAlice))}));
  EXPECT_TRUE(allowed.can_do);
  EXPECT_EQ(allowed.exceptions, (std::vector{kOtherOrder}));
  const auto denied =
      scope(applied({on(kOtherOrder, to_role("r", false)), on(kOrder, to_role("r"))}));
  EXPECT_FALSE(denied.can_do);
  EXPECT_EQ(denied.exceptions, (std::vector{kOrder}));
}

// Whatever is granted: an object is an exception when its own verdict differs from the general one.
TEST(Scope, AgreesWithVerdicts) {
  Dice dice(new_seed());
  const std::vector<ObjectId> objects = {ObjectId{"a"}, ObjectId{"b"}, ObjectId{"c"}};
  for (int round = 0; round < 2000; ++round) {
    std::vector<Grant> grants;
    for (auto left = dice.number(0, 8); left > 0; --left) {
      const bool can_do = dice.coin();
      const auto who = dice.number(0, 3);
      auto one = who == 0   ? to_user(kAlice, can_do)
                 : who == 1 ? to_group(kStaff, can_do)
                 : who == 2 ? to_group(kGuests, can_do)
                            : to_role("r", can_do);
      if (dice.coin()) one.object_id = objects[static_cast<std::size_t>(dice.number(0, 2))];
      grants.push_back(std::move(one));
    }
    const auto all = applied(grants);
    const auto answer = scope(all);
    EXPECT_EQ(answer.can_do, verdict(all, std::nullopt).can_do);
    std::vector<ObjectId> expected;
    for (const auto& object : objects) {
      if (verdict(all, object).can_do != answer.can_do) expected.push_back(object);
    }
    ASSERT_EQ(answer.exceptions, expected);
  }
}

}  // namespace
}  // namespace authledger::test
