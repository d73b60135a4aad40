#include "events/publication.h"

#include <gtest/gtest.h>

#include "events/catalogue.h"
#include "events/event_codec.h"
#include "shared/errors.h"
#include "tests/support/fill.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

using events::published_payload;

TEST(Publication, DropsSecretsWhereverTheyStand) {
  struct Row {
    const char* stored;
    const char* published;
  };
  const Row rows[] = {
      {R"({"a":1,"hash":{"secret":"s"}})", R"({"a":1})"},
      {R"({"hash":{"secret":"s"},"a":1,"other":{"secret":"t"}})", R"({"a":1})"},
      {R"({"a":{"b":{"c":{"secret":"s"},"d":2}}})", R"({"a":{"b":{"d":2}}})"},
      {R"({"list":[{"secret":"s"},1,{"secret":"t"},{"secret":"u"}]})", R"({"list":[1]})"},
      {R"({"list":[{"x":{"secret":"s"}},[{"secret":"t"}]]})", R"({"list":[{},[]]})"},
      {R"({"a":{"secret":{"personal":"p"}}})", R"({})"},
  };
  for (const auto& row : rows) EXPECT_EQ(published_payload(row.stored).value(), row.published);
}

TEST(Publication, KeepsPersonalDataSealed) {
  const char* payload = R"({"email":{"personal":"sealed"},"list":[{"personal":"x"}]})";
  EXPECT_EQ(published_payload(payload).value(), payload);
}

TEST(Publication, RefusesWhatIsNotJson) {
  const auto result = published_payload("{");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().id, errors::kCorruptEvent.id);
}

// For each event of the catalogue: no secret in what is published, and all else is there.
TEST(Publication, OfEveryEventIsReadableWithoutItsSecrets) {
  const HexSealer sealer("k");
  events::for_each_event_type<events::AnyEvent>([&]<class E>() {
    SCOPED_TRACE(std::string(E::kType));
    ByName names;
    const auto payload = encode(filled<E>(names, E::kType), &sealer);
    const auto published = published_payload(payload);
    ASSERT_TRUE(published);
    EXPECT_EQ(published->find("\"secret\""), std::string::npos);
    EXPECT_TRUE(decode<E>(std::string_view(*published), &sealer)) << *published;
  });
}

}  // namespace
}  // namespace authledger::test
