#include "infra/argon2/phc.h"

#include <gtest/gtest.h>

#include <vector>

namespace authledger::infra {
namespace {

const std::string kSalt = "c29tZXNhbHQ";                                 // "somesalt"
const std::string kTag = "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";  // 32 bytes

TEST(Phc, ReadsAndPrintsTheSameText) {
  for (const std::string& text : {"$argon2id$v=19$m=19456,t=2,p=1$" + kSalt + "$" + kTag,
                                  "$argon2i$v=19$m=4096,t=3,p=1$" + kSalt + "$" + kTag,
                                  "$argon2d$v=16$m=262144,t=4,p=16$" + kSalt + "$" + kTag}) {
    const auto hash = parse_argon2(text);
    ASSERT_TRUE(hash) << text;
    EXPECT_EQ(print_argon2(*hash), text);
    EXPECT_TRUE(is_supported_hash(text));
  }
}

TEST(Phc, ATextWithoutVersionIsVersion10) {
  const auto hash = parse_argon2("$argon2i$m=4096,t=3,p=1$" + kSalt + "$" + kTag);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->version, 0x10U);
}

TEST(Phc, HostileTextsAreRefused) {
  const std::string end = "$" + kSalt + "$" + kTag;
  const std::vector<std::string> hostile = {
      "",
      "$",
      "argon2id",
      "plaintext password",
      "$argon2id$",
      "$argon2x$v=19$m=19456,t=2,p=1" + end,
      "$argon2idv=19$m=19456,t=2,p=1" + end,
      // more work than anybody should do
      "$argon2id$v=19$m=67108864,t=2,p=1" + end,
      "$argon2id$v=19$m=262145,t=1,p=1" + end,
      "$argon2id$v=19$m=262144,t=5,p=1" + end,
      "$argon2id$v=19$m=1024,t=33,p=1" + end,
      "$argon2id$v=19$m=19456,t=2,p=17" + end,
      "$argon2id$v=19$m=4294967295,t=4294967295,p=1" + end,
      // less than the algorithm allows
      "$argon2id$v=19$m=7,t=2,p=1" + end,
      "$argon2id$v=19$m=15,t=2,p=2" + end,
      "$argon2id$v=19$m=19456,t=0,p=1" + end,
      "$argon2id$v=19$m=19456,t=2,p=0" + end,
      // numbers that are none
      "$argon2id$v=19$m=4294967296,t=2,p=1" + end,
      "$argon2id$v=19$m=99999999999999999999,t=2,p=1" + end,
      "$argon2id$v=19$m=-1,t=2,p=1" + end,
      "$argon2id$v=19$m=+19456,t=2,p=1" + end,
      "$argon2id$v=19$m=019456,t=2,p=1" + end,
      "$argon2id$v=19$m=0x4000,t=2,p=1" + end,
      "$argon2id$v=19$m= 19456,t=2,p=1" + end,
      "$argon2id$v=19$m=,t=2,p=1" + end,
      // another order, missing or additional parts
      "$argon2id$v=19$t=2,m=19456,p=1" + end,
      "$argon2id$v=19$m=19456,t=2" + end,
      "$argon2id$v=19$m=19456,t=2,p=1,keyid=Zm9v" + end,
      "$argon2id$v=18$m=19456,t=2,p=1" + end,
      "$argon2id$v=20$m=19456,t=2,p=1" + end,
      "$argon2id$v=19$m=19456,t=2,p=1$" + kSalt,
      "$argon2id$v=19$m=19456,t=2,p=1" + end + "$",
      "$argon2id$v=19$m=19456,t=2,p=1" + end + "\n",
      "$argon2id$v=19$m=19456,t=2,p=1" + end + std::string(1, '\0'),
      // base64 of the wrong kind or size
      "$argon2id$v=19$m=19456,t=2,p=1$$" + kTag,
      "$argon2id$v=19$m=19456,t=2,p=1$" + kSalt + "$",
      "$argon2id$v=19$m=19456,t=2,p=1$c29tZQ$" + kTag,
      "$argon2id$v=19$m=19456,t=2,p=1$" + kSalt + "=$" + kTag,
      "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHR$" + kTag,
      "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ-$" + kTag,
      "$argon2id$v=19$m=19456,t=2,p=1$" + std::string(88, 'A') + "$" + kTag,
      "$argon2id$v=19$m=19456,t=2,p=1$" + kSalt + "$" + std::string(88, 'A'),
      "$argon2id$v=19$m=19456,t=2,p=1$" + kSalt + "$" + std::string(100000, 'A'),
  };
  for (const std::string& text : hostile) EXPECT_FALSE(is_supported_hash(text)) << text;
}

TEST(Phc, EveryTruncationIsRefused) {
  const std::string text = "$argon2id$v=19$m=19456,t=2,p=1$" + kSalt + "$" + kTag;
  const std::size_t shortest = text.rfind('$') + 1 + 22;  // a tag of 16 bytes is allowed
  for (std::size_t size = 0; size < shortest; ++size) {
    EXPECT_FALSE(is_supported_hash(text.substr(0, size))) << size;
  }
}

TEST(Phc, BcryptOfThreeVariantsUpToCost14) {
  const std::string rest(53, 'a');
  for (const char* start : {"$2a$04$", "$2b$10$", "$2y$14$"}) {
    EXPECT_TRUE(is_supported_hash(start + rest)) << start;
  }
  for (const char* start : {"$2a$15$", "$2a$31$", "$2a$03$", "$2a$99$", "$2a$-4$", "$2x$10$",
                            "$2$10$a", "$1a$10$", "$2a$10a", "$6a$10$"}) {
    EXPECT_FALSE(is_supported_hash(start + rest)) << start;
  }
  EXPECT_FALSE(is_supported_hash("$2a$10$" + rest + "a"));
  EXPECT_FALSE(is_supported_hash("$2a$10$" + rest.substr(1)));
  EXPECT_FALSE(is_supported_hash("$2a$10$" + rest.substr(1) + ":"));
}

TEST(Phc, TheSettingHasTheSameLimits) {
  EXPECT_TRUE(are_allowed({}));
  EXPECT_TRUE(are_allowed({65536, 3, 4}));
  EXPECT_FALSE(are_allowed({0, 2, 1}));
  EXPECT_FALSE(are_allowed({kMaxMemoryKib + 1, 1, 1}));
  EXPECT_FALSE(are_allowed({19456, 0, 1}));
  EXPECT_FALSE(are_allowed({19456, 2, 0x20000001}));  // times 8 it wraps round
}

}  // namespace
}  // namespace authledger::infra
