// Any event, filled in at random, comes back as it was.
#include <gtest/gtest.h>

#include "events/catalogue.h"
#include "events/event_codec.h"
#include "tests/support/fill.h"
#include "tests/support/sealers.h"

namespace authledger::test {
namespace {

struct Part {
  std::string name;
  std::optional<std::int64_t> count;
  static constexpr auto fields() {
    return std::tuple{field("name", &Part::name), field("count", &Part::count)};
  }
};

struct Everything {
  std::string text;
  bool yes = false;
  int small = 0;
  std::int64_t big = 0;
  double real = 0;
  Timestamp at;
  UserId id;
  std::optional<std::string> maybe;
  std::vector<Part> parts;
  std::optional<Part> part;
  Personal<std::string> personal;
  std::optional<Personal<Part>> personal_part;
  Secret<std::string> secret;
  std::vector<std::vector<std::string>> lists;
  static constexpr auto fields() {
    return std::tuple{field("text", &Everything::text),
                      field("yes", &Everything::yes),
                      field("small", &Everything::small),
                      field("big", &Everything::big),
                      field("real", &Everything::real),
                      field("at", &Everything::at),
                      field("id", &Everything::id),
                      field("maybe", &Everything::maybe),
                      field("parts", &Everything::parts),
                      field("part", &Everything::part),
                      field("personal", &Everything::personal),
                      field("personalPart", &Everything::personal_part),
                      field("secret", &Everything::secret),
                      field("lists", &Everything::lists)};
  }
};

constexpr int kRounds = 300;

TEST(CodecProperty, StructsComeBackAsTheyWere) {
  const auto seed = new_seed();
  ByDice dice{Dice(seed)};
  const HexSealer sealer("k");
  for (int round = 0; round < kRounds; ++round) {
    const auto before = filled<Everything>(dice, "everything");
    const auto text = encode(before, &sealer);
    const auto after = decode<Everything>(std::string_view(text), &sealer);
    ASSERT_TRUE(after) << "seed " << seed << " round " << round << " " << after.error().detail;
    ASSERT_EQ(encode(*after, &sealer), text) << "seed " << seed << " round " << round;
    ASSERT_EQ(after->text, before.text) << "seed " << seed << " round " << round;
    ASSERT_EQ(after->real, before.real) << "seed " << seed << " round " << round;
    ASSERT_EQ(after->personal, before.personal) << "seed " << seed << " round " << round;
  }
}

TEST(CodecProperty, EventsComeBackAsTheyWere) {
  const auto seed = new_seed();
  ByDice dice{Dice(seed)};
  const HexSealer sealer("k");
  events::for_each_event_type<events::AnyEvent>([&]<class E>() {
    for (int round = 0; round < kRounds / 3; ++round) {
      events::StoredEvent row;
      events::encode_event(events::AnyEvent(filled<E>(dice, E::kType)), &sealer, row);
      const auto event = events::decode_event<events::AnyEvent>(row, &sealer);
      ASSERT_TRUE(event) << E::kType << " seed " << seed << " round " << round;
      events::StoredEvent again;
      events::encode_event(*event, &sealer, again);
      ASSERT_EQ(again.payload, row.payload) << E::kType << " seed " << seed << " round " << round;
    }
  });
}

}  // namespace
}  // namespace authledger::test
