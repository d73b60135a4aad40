// A leader of the relay is stopped at each of its steps, another one takes over and goes on, then
// the old one wakes up. It may repeat the batch it was about to produce, and nothing else.
#include <algorithm>
#include <array>

#include "tests/races/gated_relay.h"
#include "tests/races/relay_race.h"

namespace authledger::infra::test {
namespace {

constexpr std::size_t kRelays = 3;
constexpr int kBatchMax = 100;

class RelayTakeover : public RelayRace {
 protected:
  void SetUp() override {
    RelayRace::SetUp();
    if (HasFatalFailure()) return;
    for (std::size_t i = 0; i < kRelays; ++i) {
      RelaySettings settings;
      settings.kafka = kafka;
      settings.batch_max = kBatchMax;
      settings.election_ms = 10;
      settings.poll_ms = 5;
      settings.checkpoint_ms = 20;
      // The last one's records wait before they leave, so that it can be stopped meanwhile.
      settings.linger_ms = i + 1 == kRelays ? 120 : 0;
      relays[i] = std::make_unique<GatedRelay>(database.url(), settings);
    }
  }
  void TearDown() override {
    for (auto& relay : relays) relay.reset();
    RelayRace::TearDown();
  }

  bool leads(std::size_t i, Position at_least) const {
    const auto status = relays[i]->status();
    return status.state == RelayState::kLeading && status.acknowledged >= at_least;
  }
  // The one that leads and has come so far; `not_this` is out of the question.
  std::optional<std::size_t> leader(Position at_least, std::size_t not_this = kRelays) const {
    for (std::size_t i = 0; i < kRelays; ++i) {
      if (i != not_this && leads(i, at_least)) return i;
    }
    return std::nullopt;
  }

  std::string states() const {
    std::string text;
    for (const auto& relay : relays) {
      const auto status = relay->status();
      text += "; state " + std::to_string(static_cast<int>(status.state)) + " acknowledged " +
              std::to_string(status.acknowledged) + " of " + std::to_string(status.head) +
              (relay->gate.blocks() ? " stopped " : " ") + status.error;
    }
    return text;
  }

  // Elected since `elections` were counted, so under the lock of today; `not_this` does not count.
  bool newly_led(const std::array<std::int64_t, kRelays>& elections, std::size_t not_this,
                 Position at_least) const {
    for (std::size_t i = 0; i < kRelays; ++i) {
      const auto status = relays[i]->status();
      if (i != not_this && status.elections > elections[i] && leads(i, at_least)) return true;
    }
    return false;
  }

  // While records wait to leave only the one that lingers can be met, and it never idles.
  bool wrong_leader(Step step) const {
    const auto known = leader(0);
    const bool lingers = known == kRelays - 1;
    return known && ((step == Step::kProducing && !lingers) || (step == Step::kIdle && lingers));
  }

  // Stops some relay at the step and takes its lock away. Answers which one it was.
  std::optional<std::size_t> stop_one_at(Step step) {
    const bool while_elected = step == Step::kElected || step == Step::kRecovering;
    std::optional<std::size_t> stopped;
    for (auto& relay : relays) relay->gate.close(step);
    EXPECT_TRUE(in_the_end([&] {
      // Another may lead by now than a moment ago.
      if (while_elected || wrong_leader(step)) cut_lock();
      for (std::size_t i = 0; i < kRelays && !stopped; ++i) {
        if (relays[i]->gate.blocks()) stopped = i;
      }
      return stopped.has_value();
    })) << kStepNames[static_cast<int>(step)]
        << states();
    for (std::size_t i = 0; i < kRelays; ++i) {
      if (i != stopped) relays[i]->gate.open();
      elections_[i] = relays[i]->status().elections;
    }
    cut_lock();
    return stopped;
  }

  std::array<std::unique_ptr<GatedRelay>, kRelays> relays;
  std::array<std::int64_t, kRelays> elections_{};  // when one was stopped
};

TEST_F(RelayTakeover, AFormerLeaderRepeatsAtMostItsLastBatch) {
  const int wanted = authledger::test::rounds(30, 10, 1'000);
  authledger::test::Dice dice(seed);
  std::array<int, kSteps> stopped_at{};
  const auto first = dice.number(0, kSteps - 1);
  std::int64_t late = 0;
  int told = 0;
  for (int round = 0; round < wanted; ++round) {
    const auto step = static_cast<Step>((first + round) % kSteps);
    ASSERT_TRUE(in_the_end([&] {
      if (wrong_leader(step)) cut_lock();
      return leader(0) && !wrong_leader(step);
    }));
    const auto old = stop_one_at(step);
    ASSERT_TRUE(old);
    ++stopped_at[static_cast<std::size_t>(step)];
    const auto before = relays[*old]->status();
    const auto goal = dice.coin() ? head() : 0;  // how far the new one comes before the old wakes
    ASSERT_TRUE(in_the_end([&] { return newly_led(elections_, *old, goal); }))
        << kStepNames[static_cast<int>(step)] << states() << " goal " << goal;
    relays[*old]->gate.open();
    const auto elections = before.elections + (step == Step::kElected ? 1 : 0);
    RelayStatus now;
    ASSERT_TRUE(in_the_end([&] {
      const bool down = relays[*old]->steps_down();
      now = relays[*old]->status();
      return (down && now.elections == elections) || now.elections > elections;
    })) << kStepNames[static_cast<int>(step)]
        << states();
    if (now.elections > elections) continue;  // stepped down and lawfully elected since
    ++told;
    const auto repeated = now.records - before.records;
    late += repeated;
    const bool may = step == Step::kCleared || step == Step::kProducing;
    EXPECT_LE(repeated, may ? kBatchMax : 0) << kStepNames[static_cast<int>(step)];
  }
  EXPECT_GT(told, wanted / 2) << "few of them tell anything about fencing";
  finish_writing();
  const auto last = head();
  ASSERT_TRUE(in_the_end([&] { return leader(last).has_value(); }));
  for (auto& relay : relays) relay.reset();
  EXPECT_EQ(checkpoint(), last);
  std::printf(
      "%d pauses (%d with nothing but the waking to count), %lld acknowledged records of woken "
      "leaders:",
      wanted, told, static_cast<long long>(late));
  for (std::size_t i = 0; i < kSteps; ++i) std::printf(" %s %d", kStepNames[i], stopped_at[i]);
  std::printf("\n");
  expect_proof("take-over");
}

RawRecord record_of(int partition, Position position, Position previous, const std::string& key,
                    int version) {
  return {partition,
          position,
          key,
          "{}",
          {{"position", std::to_string(position)},
           {"prevposition", std::to_string(previous)},
           {"ce_streamversion", std::to_string(version)}}};
}

// The proof is worth something only if it finds what it is for.
TEST(TopicProof, FindsWhatIsLostReorderedOrChanged) {
  const RawRecords whole{record_of(0, 1, 0, "a", 1), record_of(0, 3, 1, "a", 2),
                         record_of(0, 4, 3, "a", 3), record_of(1, 2, 0, "b", 1)};
  EXPECT_TRUE(prove_topic(whole, 4).wrong.empty());
  auto repeated = whole;
  repeated.insert(repeated.begin() + 3, whole[1]);
  EXPECT_TRUE(prove_topic(repeated, 4).wrong.empty());
  EXPECT_EQ(prove_topic(repeated, 4).repeats, 1);
  auto changed = repeated;
  changed[3].value = "{\"x\":1}";
  EXPECT_FALSE(prove_topic(changed, 4).wrong.empty());
  auto lost = whole;
  lost.erase(lost.begin() + 1);
  EXPECT_FALSE(prove_topic(lost, 4).wrong.empty());
  auto swapped = whole;
  std::swap(swapped[1], swapped[2]);
  EXPECT_FALSE(prove_topic(swapped, 4).wrong.empty());
  EXPECT_FALSE(prove_topic(whole, 5).wrong.empty());
  EXPECT_FALSE(prove_topic(whole, 3).wrong.empty());
}

}  // namespace
}  // namespace authledger::infra::test
