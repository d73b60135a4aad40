#include "infra/argon2/engine.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/support/seed.h"

namespace authledger::infra {
namespace {

struct Input {
  argon2_type type = Argon2_id;
  std::uint32_t version = ARGON2_VERSION_13;
  std::uint32_t memory_kib = 8;
  std::uint32_t iterations = 1;
  std::uint32_t lanes = 1;
  std::size_t tag_bytes = 32;
  std::string password, salt, secret, associated;
};

std::string chance_bytes(test::Dice& dice, std::int64_t from, std::int64_t to) {
  std::string out(static_cast<std::size_t>(dice.number(from, to)), '\0');
  for (char& byte : out) byte = static_cast<char>(dice.number(-128, 127));
  return out;
}

Input random_input(test::Dice& dice) {
  Input input;
  input.type = static_cast<argon2_type>(dice.number(Argon2_d, Argon2_id));
  input.version = dice.number(0, 3) == 0 ? ARGON2_VERSION_10 : ARGON2_VERSION_13;
  input.lanes = static_cast<std::uint32_t>(dice.number(1, 4));
  input.memory_kib = static_cast<std::uint32_t>(dice.number(8 * input.lanes, 100));
  input.iterations = static_cast<std::uint32_t>(dice.number(1, 4));
  input.tag_bytes = static_cast<std::size_t>(dice.number(4, dice.number(0, 3) == 0 ? 300 : 64));
  input.password = chance_bytes(dice, 0, dice.number(0, 9) == 0 ? 4096 : 100);
  input.salt = chance_bytes(dice, 8, 70);
  if (dice.number(0, 3) == 0) input.secret = chance_bytes(dice, 0, 40);
  if (dice.number(0, 3) == 0) input.associated = chance_bytes(dice, 0, 40);
  return input;
}

std::uint8_t* raw(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
std::uint32_t size_of(const std::string& text) { return static_cast<std::uint32_t>(text.size()); }

std::string tag_of(const Argon2Engine& engine, Input input) {
  std::string tag(input.tag_bytes, '\0');
  argon2_context context{};
  context.out = raw(tag);
  context.outlen = size_of(tag);
  context.pwd = raw(input.password);
  context.pwdlen = size_of(input.password);
  context.salt = raw(input.salt);
  context.saltlen = size_of(input.salt);
  context.secret = raw(input.secret);
  context.secretlen = size_of(input.secret);
  context.ad = raw(input.associated);
  context.adlen = size_of(input.associated);
  context.t_cost = input.iterations;
  context.m_cost = input.memory_kib;
  context.lanes = input.lanes;
  context.threads = 1;
  context.version = input.version;
  const int outcome = engine.compute(&context, input.type);
  return outcome == ARGON2_OK ? tag : argon2_error_message(outcome);
}

class Argon2Engines : public testing::Test {
 protected:
  // Whether all engines give the tag that Debian's library gives.
  static void expect_one_tag(const Input& input) {
    const std::string wanted = tag_of(argon2_engines().back(), input);
    ASSERT_EQ(wanted.size(), input.tag_bytes) << wanted;
    for (const Argon2Engine& engine : argon2_engines()) {
      ASSERT_EQ(tag_of(engine, input), wanted)
          << engine.name << " differs: type " << input.type << " v " << input.version << " m "
          << input.memory_kib << " t " << input.iterations << " p " << input.lanes << " tag "
          << input.tag_bytes << " password " << input.password.size() << " salt "
          << input.salt.size();
    }
  }
};

TEST_F(Argon2Engines, GiveEqualTagsForTenThousandRandomInputs) {
  test::Dice dice(test::new_seed());
  for (const Argon2Engine& engine : argon2_engines()) std::cout << "engine " << engine.name << '\n';
  for (int i = 0; i < 10'000 && !HasFatalFailure(); ++i) expect_one_tag(random_input(dice));
}

TEST_F(Argon2Engines, GiveEqualTagsWithTheMemoryOfProduction) {
  test::Dice dice(test::new_seed());
  for (int i = 0; i < 12 && !HasFatalFailure(); ++i) {
    Input input = random_input(dice);
    input.type = Argon2_id;
    input.memory_kib = 19 * 1024;
    input.iterations = 2;
    expect_one_tag(input);
  }
}

TEST_F(Argon2Engines, EndWithDebiansLibraryAndHaveEachNameOnce) {
  const auto engines = argon2_engines();
  ASSERT_FALSE(engines.empty());
#if defined(__x86_64__)
  EXPECT_GT(engines.size(), 1U)
      << "the sources of the library were not fetched: nothing is compared";
#endif
  EXPECT_STREQ(engines.back().name, "portable");
  for (std::size_t i = 0; i < engines.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      EXPECT_STRNE(engines[i].name, engines[k].name);
      EXPECT_NE(engines[i].compute, engines[k].compute) << "two names for one build";
    }
  }
}

TEST_F(Argon2Engines, RefuseWhatTheLibraryRefuses) {
  Input input;
  input.salt = "short";
  for (const Argon2Engine& engine : argon2_engines()) {
    EXPECT_EQ(tag_of(engine, input), argon2_error_message(ARGON2_SALT_TOO_SHORT)) << engine.name;
  }
}

}  // namespace
}  // namespace authledger::infra
