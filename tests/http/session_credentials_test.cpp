// Three keys that are good together, and for nothing alone.
#include "infra/http/session_credentials.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "infra/app/adapters.h"
#include "infra/crypto/system.h"
#include "infra/http/basic_credentials.h"
#include "tests/support/memory_key_store.h"

namespace authledger::test {
namespace {

using infra::SessionCredentials;

const std::string kAccessToken = "header.payload.signature";

// The vault of an installation of its own.
struct OwnVault {
  MemoryKeyStore store;
  std::unique_ptr<infra::KeyRing> ring =
      std::move(*infra::KeyRing::open(store, std::string(32, 'm')));
  infra::RingVault vault{*ring};
};

// Does as another vault does. What is overridden below is broken, to see what the rest still holds.
class BorrowedVault : public command::Vault {
 public:
  explicit BorrowedVault(const command::Vault& vault) : vault_(vault) {}
  std::string keyed_hash(std::string_view purpose, std::string_view value) const override {
    return vault_.keyed_hash(purpose, value);
  }
  std::string seal_answer(std::string_view plain) const override {
    return vault_.seal_answer(plain);
  }
  Result<std::string> open_answer(std::string_view sealed) const override {
    return vault_.open_answer(sealed);
  }
  std::string seal(std::string_view plain, std::string_view context) const override {
    return vault_.seal(plain, context);
  }
  Result<std::string> open(std::string_view sealed, std::string_view context) const override {
    return vault_.open(sealed, context);
  }

 private:
  const command::Vault& vault_;
};

class SealsNothing final : public BorrowedVault {
 public:
  using BorrowedVault::BorrowedVault;
  std::string seal(std::string_view plain, std::string_view) const override {
    return std::string(plain);
  }
  Result<std::string> open(std::string_view sealed, std::string_view) const override {
    return std::string(sealed);
  }
};

class HashesAllAlike final : public BorrowedVault {
 public:
  using BorrowedVault::BorrowedVault;
  std::string keyed_hash(std::string_view, std::string_view) const override { return "alike"; }
};

class SameBytes final : public Random {
 public:
  std::string bytes(std::size_t count) override { return std::string(count, 'r'); }
};

std::string basic_of(const std::string& pair) {
  return "Basic " + infra::base64_encode_unpadded(pair);
}

std::optional<std::string> token_of(const command::Vault& vault, const SessionCredentials& keys) {
  return infra::token_of_credentials(vault, basic_of(keys.access_key + ":" + keys.secret_key),
                                     keys.session_key);
}

class SessionCredentialsTest : public ::testing::Test {
 protected:
  SessionCredentials made(const std::string& token = kAccessToken) {
    return infra::make_session_credentials(own.vault, random, token);
  }
  std::optional<std::string> sent(const std::string& authorization) {
    return infra::token_of_credentials(own.vault, authorization, keys.session_key);
  }

  infra::SystemRandom random;
  OwnVault own;
  SessionCredentials keys = made();
};

TEST_F(SessionCredentialsTest, AreTheTokenInAnotherShape) {
  EXPECT_EQ(token_of(own.vault, keys), kAccessToken);
  const infra::RingVault other_process(*own.ring);
  EXPECT_EQ(token_of(other_process, keys), kAccessToken);
  const std::string long_token(8192, 't');
  EXPECT_EQ(token_of(own.vault, made(long_token)), long_token);
}

// They stand in headers, the access key before the colon of HTTP Basic (RFC 7617).
TEST_F(SessionCredentialsTest, AreTextForHeaders) {
  EXPECT_TRUE(keys.access_key.starts_with("ASIA"));
  for (const auto& text : {keys.access_key, keys.secret_key, keys.session_key}) {
    EXPECT_GE(text.size(), 20U);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-_"),
              std::string::npos)
        << text;
  }
}

TEST_F(SessionCredentialsTest, AreOthersEachTimeAndShowNoToken) {
  const auto again = made();
  EXPECT_NE(again.access_key, keys.access_key);
  EXPECT_NE(again.secret_key, keys.secret_key);
  EXPECT_NE(again.session_key, keys.session_key);
  EXPECT_EQ(token_of(own.vault, again), kAccessToken);
  const auto sealed = infra::base64url_decode(keys.session_key);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->find("payload"), std::string::npos);
}

TEST_F(SessionCredentialsTest, EveryChangedCharacterIsRefused) {
  for (const auto part : {&SessionCredentials::access_key, &SessionCredentials::secret_key,
                          &SessionCredentials::session_key}) {
    for (std::size_t i = 0; i < (keys.*part).size(); ++i) {
      for (const int mask : {0x01, 0x02, 0x20, 0x80}) {
        SessionCredentials bad = keys;
        (bad.*part)[i] = static_cast<char>((bad.*part)[i] ^ mask);
        EXPECT_FALSE(token_of(own.vault, bad)) << "character " << i << " mask " << mask;
      }
    }
    for (const std::string& other : {std::string(), (keys.*part) + "A", " " + keys.*part,
                                     (keys.*part).substr(1), (keys.*part) + "="}) {
      SessionCredentials bad = keys;
      bad.*part = other;
      EXPECT_FALSE(token_of(own.vault, bad)) << other;
    }
  }
}

TEST_F(SessionCredentialsTest, OfTwoSessionsDoNotMix) {
  const std::array<SessionCredentials, 2> both{keys, made("of another session")};
  for (unsigned mix = 0; mix < 8; ++mix) {
    const SessionCredentials mixed{both[mix & 1].access_key, both[(mix >> 1) & 1].secret_key,
                                   both[(mix >> 2) & 1].session_key};
    EXPECT_EQ(token_of(own.vault, mixed).has_value(), mix == 0 || mix == 7) << mix;
  }
  EXPECT_EQ(token_of(own.vault, both[1]), "of another session");
}

TEST_F(SessionCredentialsTest, NamesInAnotherOrderAreRefused) {
  EXPECT_FALSE(sent(basic_of(keys.secret_key + ":" + keys.access_key)));
  EXPECT_FALSE(token_of(own.vault, {keys.access_key, keys.session_key, keys.secret_key}));
  EXPECT_FALSE(token_of(own.vault, {keys.session_key, keys.secret_key, keys.access_key}));
  EXPECT_FALSE(token_of(own.vault, {"", "", ""}));
  EXPECT_FALSE(token_of(own.vault, {keys.access_key, kAccessToken, kAccessToken}));
}

TEST_F(SessionCredentialsTest, OfAnotherVaultAreRefused) {
  const OwnVault elsewhere;
  EXPECT_FALSE(token_of(elsewhere.vault, keys));
}

// All but the vault's key is the same: what makes the secret key is this key.
TEST_F(SessionCredentialsTest, TheSecretKeyDependsOnTheKeyOfTheVault) {
  SameBytes same;
  const OwnVault elsewhere;
  const SealsNothing here(own.vault), there(elsewhere.vault);
  const auto first = infra::make_session_credentials(here, same, kAccessToken);
  const auto again = infra::make_session_credentials(here, same, kAccessToken);
  const auto other = infra::make_session_credentials(there, same, kAccessToken);
  EXPECT_EQ(again.secret_key, first.secret_key);
  EXPECT_EQ(other.access_key, first.access_key);
  EXPECT_EQ(other.session_key, first.session_key);
  EXPECT_NE(other.secret_key, first.secret_key);
  EXPECT_EQ(token_of(here, first), kAccessToken);
  EXPECT_FALSE(token_of(here, other));
}

TEST_F(SessionCredentialsTest, TheSecretKeyIsOfBothOtherKeys) {
  const SealsNothing open(own.vault);
  const auto first = infra::make_session_credentials(open, random, kAccessToken);
  const auto other = infra::make_session_credentials(open, random, "of another session");
  EXPECT_EQ(token_of(open, first), kAccessToken);
  EXPECT_FALSE(token_of(open, {other.access_key, first.secret_key, first.session_key}));
  EXPECT_FALSE(token_of(open, {first.access_key, first.secret_key, other.session_key}));
}

TEST_F(SessionCredentialsTest, TheSessionKeyIsSealedForItsAccessKeyAlone) {
  const HashesAllAlike careless(own.vault);
  const auto first = infra::make_session_credentials(careless, random, kAccessToken);
  const auto other = infra::make_session_credentials(careless, random, kAccessToken);
  EXPECT_EQ(token_of(careless, first), kAccessToken);
  EXPECT_FALSE(token_of(careless, {other.access_key, first.secret_key, first.session_key}));
  EXPECT_FALSE(token_of(careless, {first.access_key, first.secret_key, "not base64url!"}));
  EXPECT_FALSE(token_of(careless, {first.access_key, first.secret_key, ""}));
}

TEST_F(SessionCredentialsTest, AnOversizedSessionKeyIsRefused) {
  EXPECT_FALSE(token_of(own.vault, made(std::string(64 << 10, 't'))));  // sealed here, and whole
  EXPECT_FALSE(token_of(own.vault, {keys.access_key, keys.secret_key, std::string(64 << 20, 'A')}));
}

TEST_F(SessionCredentialsTest, MalformedPairsAreRefused) {
  const std::string pair = keys.access_key + ":" + keys.secret_key;
  const std::string text = infra::base64_encode_unpadded(pair);
  ASSERT_EQ(sent("Basic " + text), kAccessToken);
  EXPECT_EQ(sent("bASIC   " + text), kAccessToken);  // RFC 9110, 11.4: 1*SP
  for (const auto& bad :
       {std::string(), std::string("="), std::string("===="), std::string("!"), text + "!",
        text + "A", text + " ", text + "\n", "\t" + text, text + "," + text, text + ":" + text,
        text.substr(0, 8) + "=" + text.substr(8), text.substr(0, 8) + " " + text.substr(8),
        text.substr(0, 8) + "-_" + text.substr(10), text.substr(0, text.size() - 1), pair}) {
    EXPECT_FALSE(sent("Basic " + bad)) << bad;
  }
  for (const char* scheme : {"", "Basic", "Basic\t", " Basic ", "Bearer ", "Digest "}) {
    EXPECT_FALSE(sent(scheme + text)) << scheme;
  }
}

TEST_F(SessionCredentialsTest, APairHasAColonBetween) {
  for (const auto& pair :
       {keys.access_key + keys.secret_key, keys.access_key, keys.access_key + ":",
        ":" + keys.secret_key, std::string(":"), keys.access_key + "::" + keys.secret_key,
        keys.access_key + ":" + keys.secret_key + ":", keys.access_key + ";" + keys.secret_key}) {
    EXPECT_FALSE(sent(basic_of(pair))) << pair;
  }
}

TEST(SessionCredentialsScheme, BasicInAnyLetters) {
  for (unsigned upper = 0; upper < 32; ++upper) {
    std::string scheme = "basic";
    for (unsigned i = 0; i < 5; ++i) {
      if ((upper >> i) & 1U) scheme[i] = static_cast<char>(scheme[i] - 'a' + 'A');
    }
    EXPECT_TRUE(infra::is_basic(scheme + " QTpC")) << scheme;
    EXPECT_FALSE(infra::is_basic(scheme)) << scheme;
    EXPECT_FALSE(infra::is_basic(scheme + "s QTpC")) << scheme;
    EXPECT_FALSE(infra::is_basic(" " + scheme + " QTpC")) << scheme;
  }
  for (const char* other : {"", " ", "Basi", "Basi ", "Basic\tQTpC", "Basic:QTpC", "Bearer QTpC",
                            "Digest QTpC", "B\xe1sic QTpC", "Ba\xc5\xbfic QTpC"}) {
    EXPECT_FALSE(infra::is_basic(other)) << other;
  }
}

}  // namespace
}  // namespace authledger::test
