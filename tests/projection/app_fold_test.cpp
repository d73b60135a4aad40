// apps_v1 and app_roles_v1: the documents of an app after each event.
#include "projections/app_roles.h"
#include "projections/apps.h"
#include "tests/projection/membership_rows.h"

namespace authledger::test {
namespace {

using namespace events;

struct AppFold : testing::Test {
  EventList log;
  HexSealer key{"key"};
  std::optional<Document> app, root;

  void after(const AppEvent& event) {
    const auto& row = log.add("app-" + kShop.value, event);
    const auto folded = projections::apps().apply(row, &key, app);
    const auto rooted = projections::app_roles().apply(row, &key, root);
    ASSERT_TRUE(folded && rooted);
    app = *folded;
    root = *rooted;
  }
  std::vector<Document> roles(Position since = 0) {
    return projections::app_roles().derived(*root, since);
  }
  static projections::AppRoleDocument role_in(const Document& document) {
    return decode<projections::AppRoleDocument>(std::string_view(document.body)).value();
  }
};

TEST_F(AppFold, NoDocumentShowsTheSecret) {
  after(shop());
  after(AppSecretChanged{kShop, std::string("other s3cret"), kBob});
  EXPECT_EQ(app->body.find("s3cret"), std::string::npos);
  EXPECT_EQ(root->body.find("s3cret"), std::string::npos);
  const auto shown = decode<projections::AppDocument>(std::string_view(app->body)).value();
  EXPECT_EQ(shown.app_name, "Shop");
  EXPECT_EQ(shown.owner_id, kBob.value);
  EXPECT_EQ(shown.record_version, 2);
}

TEST_F(AppFold, UpdatedThenDeleted) {
  after(shop());
  after(AppUpdated{kShop, "Store", {}, "https://store.example", {}, kBob});
  auto shown = decode<projections::AppDocument>(std::string_view(app->body)).value();
  EXPECT_EQ(shown.app_name, "Store");
  EXPECT_EQ(shown.description, "Sells things");
  EXPECT_EQ(shown.url, "https://store.example");
  after(AppUpdated{kShop, {}, {}, {}, {"url"}, kBob});
  shown = decode<projections::AppDocument>(std::string_view(app->body)).value();
  EXPECT_FALSE(shown.url);
  after(AppDeleted{kShop, kBob});
  EXPECT_FALSE(app->listed);
}

TEST_F(AppFold, ARoleIsADocumentOfItsOwn) {
  after(shop());
  after(role(kEditor, "editor"));
  after(role(kReader, "reader"));
  ASSERT_EQ(roles().size(), 2U);
  ASSERT_EQ(roles(root->version).size(), 1U) << "the last event made one";
  after(AppRoleUpdated{kShop, kEditor, "author", "writes", kBob});
  const auto author = role_in(roles(root->version).at(0));
  EXPECT_EQ(author.name, "author");
  EXPECT_EQ(author.description, "writes");
  EXPECT_EQ(author.app_name, "Shop");
  EXPECT_EQ(author.created_at, kNow.plus_s(2));
  EXPECT_EQ(author.updated_at, kNow.plus_s(4));
}

TEST_F(AppFold, AnotherNameOfTheAppReachesItsRoles) {
  after(shop());
  after(role(kEditor, "editor"));
  after(AppUpdated{kShop, "Store", {}, {}, {}, kBob});
  EXPECT_EQ(role_in(roles(root->version).at(0)).app_name, "Store");
}

TEST_F(AppFold, RolesEndAloneAndWithTheirApp) {
  after(shop());
  after(role(kEditor, "editor"));
  after(role(kReader, "reader"));
  after(AppRoleDeleted{kShop, kEditor, kBob});
  ASSERT_EQ(roles(root->version).size(), 1U);
  EXPECT_FALSE(roles(root->version)[0].listed);
  after(AppDeleted{kShop, kBob});
  for (const auto& one : roles()) EXPECT_FALSE(one.listed);
}

}  // namespace
}  // namespace authledger::test
