#include "events/catalogue.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "shared/json.h"

namespace authledger::test {
namespace {

using namespace events;

TEST(EventCatalogue, NamesAreStorageNames) {
  const std::regex dotted_lower_case("[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*");
  std::set<std::string_view> seen;
  for (const auto& entry : catalogue()) {
    EXPECT_TRUE(std::regex_match(std::string(entry.type), dotted_lower_case)) << entry.type;
    EXPECT_TRUE(seen.insert(entry.type).second) << entry.type << " is there twice";
    EXPECT_GE(entry.version, 1) << entry.type;
  }
  EXPECT_EQ(seen.size(), std::variant_size_v<AnyEvent>);
}

TEST(EventCatalogue, EachHasASchemaOfItsFields) {
  for_each_event_type<AnyEvent>([]<class E>() {
    SCOPED_TRACE(std::string(E::kType));
    std::string text;
    for (const auto& entry : catalogue()) {
      if (entry.type == E::kType) text = entry.json_schema;
    }
    const auto schema = parse_json(text);
    ASSERT_TRUE(schema);
    EXPECT_EQ(as_view((*schema)["type"]), "object");
    for_each_field<E>([&](const auto& one) {
      EXPECT_TRUE((*schema)["properties"].HasMember(std::string(one.name).c_str())) << one.name;
    });
  });
}

TEST(EventCatalogue, WhatMustBeThereIsNamed) {
  for (const auto& entry : catalogue()) {
    if (entry.type != "user.password_changed") continue;
    const auto schema = parse_json(entry.json_schema).value();
    std::set<std::string_view> required;
    for (const auto& name : schema["required"].GetArray()) required.insert(as_view(name));
    EXPECT_EQ(required, (std::set<std::string_view>{"userId", "origin"}))
        << "neither secrets, which are not published, nor what may be empty";
  }
}

TEST(EventCatalogue, EachTellsSubscribersWhatItMeans) {
  for (const auto& entry : catalogue())
    EXPECT_FALSE(entry.about.empty()) << entry.type << " has no sentence in events/catalogue.cpp";
}

TEST(EventCatalogue, CloudEventTypesCarryTheVersion) {
  EXPECT_EQ(cloud_event_type("user.banned", 1), "authledger.user.banned.v1");
}

}  // namespace
}  // namespace authledger::test
