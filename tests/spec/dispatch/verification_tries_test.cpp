// Guesses, late and lost codes.
#include <latch>
#include <thread>

#include "tests/spec/dispatch/verification_world.h"

namespace authledger::test {
namespace {

TEST_F(Verification, FiveWrongTriesEndACode) {
  const auto code = start(kinds::kEmail);
  for (int i = 0; i < 5; ++i) {
    auto one = brought(kinds::kEmail, other_than(code));
    one.client = "192.0.2." + std::to_string(i);  // no client has to wait
    EXPECT_EQ(complete(one), errors::kCodeRefused.id);
  }
  auto right = brought(kinds::kEmail, code);
  right.tells = true;
  EXPECT_EQ(complete(right), errors::kNoOngoingVerification.id);
  EXPECT_FALSE(alice().email_verified);
}

TEST_F(Verification, AClientThatGuessesWaits) {
  const auto code = start(kinds::kEmail);
  for (int i = 0; i < 5; ++i) (void)complete(kinds::kEmail, other_than(code));
  world.storage.clock.advance_s(1);
  EXPECT_EQ(complete(kinds::kResetByEmail, "x"), errors::kCodeRefused.id) << "nothing to guess";
  (void)start(kinds::kResetByEmail);
  EXPECT_EQ(complete(kinds::kResetByEmail, "x"), errors::kTooManyAttempts.id);
  EXPECT_TRUE(here.login.authenticate(here.context(), {kEmail, kPassword, "192.0.2.1"}))
      << "passwords are counted apart";
  auto elsewhere = brought(kinds::kResetByEmail, "x");
  elsewhere.client = "203.0.113.9";
  EXPECT_EQ(complete(elsewhere), errors::kCodeRefused.id) << "the owner does not wait";
}

TEST_F(Verification, ExpiresAfterItsTime) {
  const auto code = start(kinds::kEmail);
  world.storage.clock.advance_s(24 * 3600);
  auto late = brought(kinds::kEmail, code);
  late.tells = true;
  EXPECT_EQ(complete(late), errors::kCodeExpired.id);
  EXPECT_EQ(types(kinds::kEmail, kAlice.value),
            (Types{"verification.started", "verification.expired"}));
}

TEST_F(Verification, OfTwoWhoBringTheSameCodeOneWins) {
  const auto code = start(kinds::kResetByEmail);
  constexpr int kAtOnce = 8;
  std::latch begin(kAtOnce);
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kAtOnce; ++i) {
      threads.emplace_back([&, i] {
        auto& where = i % 2 == 0 ? world.here : world.there;
        begin.arrive_and_wait();
        if (complete_at(where, brought(kinds::kResetByEmail, code)) == "done") ++done;
      });
    }
  }
  EXPECT_EQ(done, 1);
  EXPECT_EQ(types(kinds::kResetByEmail, kAlice.value),
            (Types{"verification.started", "verification.completed"}));
}

TEST_F(Verification, GuessesAtTheSameTimeAreNotMoreThanAllowed) {
  const auto code = start(kinds::kEmail);
  constexpr int kAtOnce = 24;
  std::latch begin(kAtOnce);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kAtOnce; ++i) {
      threads.emplace_back([&, i] {
        auto one = brought(kinds::kEmail, other_than(code));
        one.client = "192.0.2." + std::to_string(i);
        begin.arrive_and_wait();
        (void)complete_at(i % 2 == 0 ? world.here : world.there, one);
      });
    }
  }
  EXPECT_LE(types(kinds::kEmail, kAlice.value).size(), 6U) << "one start, at most five tries";
}

TEST_F(Verification, NoCodeStandsInTheLog) {
  auto asked = ask(kinds::kEmail);
  const auto code = start(asked);
  const auto rows = world.log.read_all(0, 100);
  for (const auto& row : *rows) {
    EXPECT_EQ(row.payload.find("\"" + code + "\""), std::string::npos) << row.payload;
    EXPECT_EQ(row.payload.find(kEmail), std::string::npos) << row.payload;
  }
}

TEST_F(Verification, OfAnotherTenantIsOfNobody) {
  const auto code = start(kinds::kEmail);
  auto elsewhere = here.context();
  elsewhere.tenant_id = "other";
  auto one = brought(kinds::kEmail, code, "");
  one.user_id = kAlice;
  const auto done =
      here.verifications.complete(elsewhere, one, [](const UserState&) { return nullptr; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().id, errors::kCodeRefused.id);
  EXPECT_EQ(types(kinds::kEmail, kAlice.value), Types{"verification.started"})
      << "no try was counted";
}

}  // namespace
}  // namespace authledger::test
