#include "infra/argon2/password_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "infra/argon2/common_passwords.h"
#include "shared/errors.h"
#include "shared/password_text.h"

namespace authledger::infra {
namespace {

std::string_view refusal(std::string_view password, const PasswordOwner& owner = {}) {
  const auto status = check_new_password(password, owner);
  return status ? "" : status.error().id;
}

TEST(PasswordPolicy, EightToOneHundredAndTwentyEightCharacters) {
  EXPECT_EQ(refusal("xkcd-93"), errors::kInvalidInput.id);
  EXPECT_EQ(refusal("xkcd-936"), "");
  EXPECT_EQ(refusal(std::string(128, 'z')), "");
  EXPECT_EQ(refusal(std::string(129, 'z')), errors::kInvalidInput.id);
  EXPECT_EQ(refusal(std::string(5000, 'z')), errors::kInvalidInput.id);
  EXPECT_EQ(refusal(""), errors::kInvalidInput.id);
}

TEST(PasswordPolicy, CountsCharactersAfterNormalisation) {
  std::string grins;
  for (int i = 0; i < 8; ++i) grins += "\U0001F600";
  EXPECT_EQ(refusal(grins), "");
  EXPECT_EQ(refusal(grins.substr(4)), errors::kInvalidInput.id);
  std::string accents;  // two code points each, one after NFKC
  for (int i = 0; i < 7; ++i) accents += "e\u0301";
  EXPECT_EQ(refusal(accents), errors::kInvalidInput.id);
  EXPECT_EQ(refusal(accents + "e\u0301"), "");
}

TEST(PasswordPolicy, TellsTheField) {
  const auto status = check_new_password("short", {});
  ASSERT_FALSE(status);
  ASSERT_EQ(status.error().fields.size(), 1U);
  EXPECT_EQ(status.error().fields[0].field, "password");
  EXPECT_EQ(refusal("\xff\xff\xff\xff\xff\xff\xff\xff"), errors::kInvalidInput.id);
}

TEST(PasswordPolicy, CommonPasswordsAreWeakInAnyCaseAndWidth) {
  for (const char* password : {"password", "PassWord", "12345678", "qwertyuiop", "desmond1",
                               "\uff50\uff41\uff53\uff53word"}) {
    EXPECT_EQ(refusal(password), errors::kPasswordWeak.id) << password;
    EXPECT_TRUE(is_common_password(password));
  }
  EXPECT_FALSE(is_common_password("correct horse battery staple"));
  EXPECT_FALSE(is_common_password(""));
}

TEST(PasswordPolicy, TheListHasTenThousandEntries) {
  const std::string_view text = common_passwords_text();
  EXPECT_TRUE(text.starts_with("\n123456\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10001);
}

TEST(PasswordPolicy, NotTheEmailOrUsername) {
  const PasswordOwner alice{"alice@example.com", "Alice-Liddell"};
  EXPECT_EQ(refusal("Alice@Example.com", alice), errors::kPasswordWeak.id);
  EXPECT_EQ(refusal("alice-liddell", alice), errors::kPasswordWeak.id);
  EXPECT_EQ(refusal("alice-liddell2", alice), "");
  EXPECT_EQ(refusal("STRASSE-99", {"", "stra\u00dfe-99"}), errors::kPasswordWeak.id);
}

TEST(Unicode, TheMostExpandingCharacterFits) {
  std::string text;
  for (int i = 0; i < 1365; ++i) text += "\ufdfa";
  ASSERT_LE(text.size(), kMaxPasswordBytes);
  EXPECT_TRUE(nfkc(text));
  EXPECT_TRUE(nfkc_casefold(text));
}

}  // namespace
}  // namespace authledger::infra
