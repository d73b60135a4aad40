#include "infra/argon2/password_hasher.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "infra/crypto/system.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr HashParameters kCheap{64, 1, 1};

class PasswordHasherTest : public testing::Test {
 protected:
  bool verify(std::string_view stored, std::string_view password) const {
    const auto same = hasher.verify(stored, password);
    EXPECT_TRUE(same) << same.error().detail;
    return same.value_or(false);
  }
  SystemRandom random;
  PasswordHasher hasher{kCheap, random};
};

TEST_F(PasswordHasherTest, VerifiesWhatItHashed) {
  const auto stored = hasher.hash("correct horse");
  ASSERT_TRUE(stored);
  EXPECT_TRUE(stored->starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << *stored;
  EXPECT_TRUE(verify(*stored, "correct horse"));
  EXPECT_FALSE(verify(*stored, "correct horsf"));
  EXPECT_FALSE(verify(*stored, ""));
  EXPECT_NE(*stored, *hasher.hash("correct horse"));
}

// From test.c of the reference implementation (argon2, version 20171227).
TEST_F(PasswordHasherTest, ReferenceVectors) {
  for (const char* stored :
       {"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"}) {
    EXPECT_TRUE(verify(stored, "password")) << stored;
    EXPECT_FALSE(verify(stored, "passwore")) << stored;
  }
}

// From John the Ripper's and OpenWall's published bcrypt vectors.
TEST_F(PasswordHasherTest, BcryptVectors) {
  EXPECT_TRUE(verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"));
  EXPECT_TRUE(verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"));
  EXPECT_TRUE(verify("$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"));
  EXPECT_TRUE(verify("$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"));
  EXPECT_FALSE(verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*V"));
}

TEST_F(PasswordHasherTest, BcryptDoesNotStopAtANul) {
  const std::string_view with_nul("U*U\0anything", 12);
  EXPECT_FALSE(verify("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", with_nul));
}

TEST_F(PasswordHasherTest, OneLetterTypedInTwoWaysIsOnePassword) {
  const std::string composed = "p\u00e4sswort\u00e9";
  const std::string decomposed = "pa\u0308sswort\u0065\u0301";
  ASSERT_NE(composed, decomposed);
  EXPECT_TRUE(verify(*hasher.hash(composed), decomposed));
  EXPECT_TRUE(verify(*hasher.hash(decomposed), composed));
  EXPECT_TRUE(verify(*hasher.hash("\uff41\uff42\uff43 12345"), "abc 12345"));  // full width
}

TEST_F(PasswordHasherTest, AnImportedHashOfAPasswordThatWasNotNormalisedWorks) {
  // bcrypt, cost 4, of "pa" U+0308 "sswort", made without normalisation.
  const std::string decomposed = "pa\u0308sswort";
  const char* const stored = "$2b$04$abcdefghijklmnopqrstuu14rR4R31YjLtd56pieOClmORrVbzVXW";
  EXPECT_TRUE(verify(stored, decomposed));
  EXPECT_FALSE(verify(stored, "p\u00e4sswort"));
}

TEST_F(PasswordHasherTest, WhatIsNotUtf8OrTooLongCannotBeHashedAndIsNeverRight) {
  const std::string stored = *hasher.hash("correct horse");
  for (const std::string& bad : {std::string("\xff\xfe"
                                             "abcdefgh"),
                                 std::string("\xc0\xaf"
                                             "abcdefgh"),
                                 std::string("\xed\xa0\x80"
                                             "abcdefgh"),
                                 std::string(4097, 'a'), std::string(1'000'000, '\xff')}) {
    EXPECT_EQ(hasher.hash(bad).error().id, errors::kInvalidInput.id);
    EXPECT_FALSE(verify(stored, bad));
    EXPECT_FALSE(*hasher.verify_dummy(bad));
  }
}

TEST_F(PasswordHasherTest, AHashOfUnknownFormIsAnError) {
  for (const char* stored : {"", "plain", "$argon2id$v=19$m=67108864,t=2,p=1$c29tZXNhbHQ$AAAA"}) {
    EXPECT_EQ(hasher.verify(stored, "x").error().id, errors::kHashNotSupported.id);
  }
}

TEST_F(PasswordHasherTest, NeedsRehashWhenAnythingDiffersFromNow) {
  EXPECT_FALSE(hasher.needs_rehash(*hasher.hash("correct horse")));
  PasswordHasher stronger({128, 1, 1}, random);
  EXPECT_TRUE(stronger.needs_rehash(*hasher.hash("correct horse")));
  const std::string tag = "$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_FALSE(hasher.needs_rehash("$argon2id$v=19$m=64,t=1,p=1" + tag));
  EXPECT_TRUE(hasher.needs_rehash("$argon2i$v=19$m=64,t=1,p=1" + tag));
  EXPECT_TRUE(hasher.needs_rehash("$argon2id$v=16$m=64,t=1,p=1" + tag));
  EXPECT_TRUE(hasher.needs_rehash("$argon2id$v=19$m=64,t=2,p=1" + tag));
  EXPECT_TRUE(hasher.needs_rehash("$2b$10$" + std::string(53, 'a')));
  EXPECT_TRUE(hasher.needs_rehash("nonsense"));
}

TEST_F(PasswordHasherTest, HashesOfManySizesInTurnOnOneThread) {
  std::vector<std::string> stored;
  for (const std::uint32_t memory_kib : {64U, 4096U, 8U, 1024U}) {
    stored.push_back(*PasswordHasher({memory_kib, 1, 1}, random).hash("correct horse"));
  }
  for (int round = 0; round < 3; ++round) {
    for (const auto& hash : stored) EXPECT_TRUE(verify(hash, "correct horse"));
  }
}

TEST_F(PasswordHasherTest, TheDummyIsNeverRightAndDoesTheWork) {
  EXPECT_FALSE(*hasher.verify_dummy("correct horse"));
  PasswordHasher expensive({32768, 3, 1}, random);
  const auto cpu_ms = [](auto&& work) {
    const std::clock_t start = std::clock();
    work();
    return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  const std::string stored = *expensive.hash("correct horse");
  const double real = cpu_ms([&] { EXPECT_FALSE(*expensive.verify(stored, "wrong")); });
  const double dummy = cpu_ms([&] { EXPECT_FALSE(*expensive.verify_dummy("wrong")); });
  EXPECT_GT(dummy, real / 2);
  EXPECT_LT(dummy, real * 2);
}

}  // namespace
}  // namespace authledger::infra
