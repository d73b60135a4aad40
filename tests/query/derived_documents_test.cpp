// Several documents of one stream: in the store they are what the root makes of the stream,
// however events come in and whatever is written twice or breaks off in between.
#include "projections/divergence.h"
#include "projections/generation_writer.h"
#include "projections/rebuild.h"
#include "tests/projection/membership_rows.h"
#include "tests/support/document_stores.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using namespace events;
using projections::Generation;

const projections::Projection& kMembers = projections::memberships();

std::string id_number(int kind, std::int64_t number) {
  return "018f0000-0000-7000-8000-0000000" + std::to_string(kind) + std::to_string(1000 + number);
}

// Fails the second of two writes when told to: derived documents are there then, their roots not.
class BreakingStore : public tests::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  bool breaks = false;

  Status write(const Generation& to, std::span<const Document> documents) override {
    const bool roots = std::any_of(documents.begin(), documents.end(), [](const Document& one) {
      return one.id.find('.') == std::string::npos;
    });
    if (breaks && roots) return fail(errors::kReadModelUnavailable, "broken off");
    return ForwardingStore::write(to, documents);
  }
};

struct Derived : testing::TestWithParam<tests::DocumentBackendFactory> {
  EventList log;
  OneKey keys;
  tests::DocumentBackend backend = GetParam().make();
  BreakingStore store{*backend.store};
  std::set<std::string> streams;

  std::string add(const UserId& user, const UserEvent& event) {
    streams.insert("user-" + user.value);
    log.add("user-" + user.value, event);
    return "user-" + user.value;
  }
  void add_any(Dice& dice, int people) {
    const UserId user{id_number(1, dice.number(1, people))};
    if (!streams.contains("user-" + user.value)) {
      auto event = registered();
      event.user_id = user;
      add(user, event);
      return;
    }
    const AppId app{id_number(2, dice.number(1, 3))};
    const RoleAssignmentId assignment{id_number(3, dice.number(1, 3))};
    switch (dice.number(0, 9)) {
      case 0:
      case 1:
        return (void)add(user, UserJoinedApp{user, app, user, false});
      case 2:
        return (void)add(user, UserLeftApp{user, app, "app_deleted"});
      case 3:
        return (void)add(user, UserBanned{user, app, {}, {}, kBob});
      case 4:
        return (void)add(user, UserUnbanned{user, app, kBob});
      case 5:
        return (void)add(user, UserBanned{user, {}, {}, {}, kBob});
      case 6:
        return (void)add(user, UserUnbanned{user, {}, kBob});
      case 7:
        return (void)add(user, UserAppRoleAssigned{user, app, assignment, kEditor, kBob});
      case 8:
        return (void)add(user, UserPasswordRehashed{user, std::string("hash")});
      default: {
        UserProfileUpdated renamed;
        renamed.user_id = user;
        renamed.fullname = "Name " + std::to_string(log.all.size());
        add(user, renamed);
      }
    }
  }
  void fold_all(projections::GenerationWriter& writer, Dice& dice) {
    while (writer.checkpoint() < static_cast<Position>(log.all.size())) {
      const auto back = std::max<Position>(0, writer.checkpoint() - dice.number(0, 5));
      const auto events = log.read_all(back, static_cast<int>(dice.number(6, 40))).value();
      store.breaks = dice.number(0, 3) == 0;
      (void)writer.take(events);
      store.breaks = false;
      if (dice.coin()) {
        ASSERT_TRUE(writer.save_checkpoint());
      }
      if (dice.number(0, 5) == 0) {
        ASSERT_TRUE(writer.open(live()));  // another process goes on
      }
    }
  }
  Generation live() { return *store.live(kMembers.schema()); }
  std::string divergence() {
    std::string found;
    for (const auto& stream : streams) {
      const auto wrong =
          projections::diverging_documents({kMembers, log, store, keys}, live(), stream);
      if (!wrong) return wrong.error().detail;
      for (const auto& one : *wrong) found += one.document_id + ": " + one.what + "\n";
    }
    return found;
  }
  std::int64_t listed() {
    EXPECT_TRUE(store.prepare(live()));
    EXPECT_TRUE(store.refresh(live()));
    const auto page = backend.reads->page(kMembers.schema(), {.tenant_id = kTenant});
    return page ? page->total_row_count : -1;
  }
  // Else a test of nothing: what cannot be folded is parked, and both sides are empty.
  void expect_all_folded(const projections::GenerationWriter& writer) {
    for (const auto& one : writer.parked()) ADD_FAILURE() << one.stream_id << ": " << one.error;
  }
  std::int64_t members_by_the_fold() {
    std::int64_t members = 0;
    for (const auto& stream : streams) {
      std::optional<Document> root;
      const auto rows = log.read_stream(stream, 0).value();
      for (const auto& event : rows) {
        auto folded = kMembers.apply(event, keys.find(event.subject).value().get(), root);
        EXPECT_TRUE(folded) << stream << ' ' << event.position << ": " << folded.error().detail;
        if (!folded) return -1;
        root = std::move(*folded);
      }
      for (const auto& one : kMembers.derived(*root, 0)) members += one.listed ? 1 : 0;
    }
    return members;
  }
};

TEST_P(Derived, AreWhatTheStreamMakesHoweverEventsComeIn) {
  Dice dice(new_seed());
  for (int i = 0; i < 600; ++i) add_any(dice, 12);
  projections::GenerationWriter writer(kMembers, store, keys, 5);
  ASSERT_TRUE(writer.open(live()));
  fold_all(writer, dice);
  expect_all_folded(writer);
  EXPECT_EQ(divergence(), "");
  EXPECT_EQ(listed(), members_by_the_fold());
}

TEST_P(Derived, ARebuildMakesTheSame) {
  Dice dice(new_seed());
  for (int i = 0; i < 300; ++i) add_any(dice, 8);
  projections::GenerationWriter writer(kMembers, store, keys, 100);
  ASSERT_TRUE(writer.open(live()));
  fold_all(writer, dice);
  expect_all_folded(writer);
  const auto before = listed();
  const auto report =
      projections::rebuild({kMembers, log, store, keys}, {.nobody_leads = [] { return true; }});
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(listed(), before);
  EXPECT_EQ(divergence(), "");
}

TEST_P(Derived, ADamagedOneAndALostOneAreFound) {
  add(kAlice, registered());
  add(kAlice, joined(kShop));
  projections::GenerationWriter writer(kMembers, store, keys, 100);
  ASSERT_TRUE(writer.open(live()));
  ASSERT_TRUE(writer.take(log.all));
  ASSERT_TRUE(writer.save_checkpoint());
  ASSERT_EQ(divergence(), "");
  const std::vector<std::string> ids{kAlice.value + "." + kShop.value};
  auto damaged = *store.get(live(), ids)->front();
  EXPECT_EQ(projections::stream_of_document({kMembers, log, store, keys}, live(), ids[0]).value(),
            "user-" + kAlice.value);
  add(kAlice, joined(kBlog));
  damaged.version = 3;  // stores leave out what is not newer
  damaged.body = "{}";
  ASSERT_TRUE(store.write(live(), std::vector<Document>{damaged}));
  EXPECT_NE(divergence().find("names position 3"), std::string::npos) << divergence();
  ASSERT_TRUE(store.set_checkpoint(live(), 3));  // as if the last event had been folded
  EXPECT_NE(divergence().find(kBlog.value + ": it is missing"), std::string::npos) << divergence();
}

INSTANTIATE_TEST_SUITE_P(Stores, Derived, testing::ValuesIn(tests::document_backends()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace authledger::test
