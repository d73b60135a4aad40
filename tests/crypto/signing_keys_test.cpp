#include <openssl/evp.h>
#include <openssl/pem.h>
#include <rapidjson/document.h>

#include <barrier>
#include <thread>
#include <vector>

#include "shared/errors.h"
#include "tests/crypto/jwt_fixture.h"

namespace authledger::infra {
namespace {

class SigningKeysTest : public test::JwtTest {};

TEST_F(SigningKeysTest, TheFirstStartMakesAKeyAndTheNextKeepsIt) {
  const auto again = open_keys();
  EXPECT_EQ(again->active()->kid, keys->active()->kid);
  EXPECT_EQ(store.signing_keys()->size(), 1U);
  EXPECT_TRUE(verifier.verify(*TokenIssuer(*again).issue(claims())));
}

TEST_F(SigningKeysTest, ProcessesRacingForTheFirstKeyAgree) {
  test::MemoryKeyStore fresh;
  const auto fresh_ring = std::move(*KeyRing::open(fresh, std::string(32, 'm')));
  constexpr std::size_t kProcesses = 4;
  std::barrier start(static_cast<std::ptrdiff_t>(kProcesses));
  std::vector<std::string> kids(kProcesses);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kProcesses; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      const auto opened = SigningKeys::open(fresh, *fresh_ring, clock, {});
      ASSERT_TRUE(opened);
      kids[i] = (*opened)->active()->kid;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(kids, std::vector<std::string>(kProcesses, kids[0]));
  EXPECT_EQ(fresh.signing_keys()->size(), 1U);
}

TEST_F(SigningKeysTest, TwoProcessesRotatingAtOnceMakeOneKey) {
  const auto other = open_keys();
  const std::string old = keys->active()->kid;
  const auto first = keys->rotate();
  const auto second = other->rotate();  // still believes in the old key
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  EXPECT_NE(*first, old);
  EXPECT_EQ(store.signing_keys()->size(), 2U);
}

TEST_F(SigningKeysTest, ARetiredKeyIsServedUntilItsLastTokenHasExpired) {
  const std::string old = keys->active()->kid;
  const std::string token = *issuer.issue(claims());
  ASSERT_TRUE(keys->rotate());
  EXPECT_NE(keys->active()->kid, old);
  EXPECT_TRUE(verifier.verify(token));
  EXPECT_TRUE(keys->public_pem(old));
  EXPECT_NE(keys->jwks().find(old), std::string::npos);
  clock.pass_s(kLifeS + 59);
  EXPECT_TRUE(keys->public_pem(old));
  clock.pass_s(1);
  EXPECT_EQ(keys->public_pem(old).error().id, errors::kKeyNotFound.id);
  EXPECT_EQ(keys->find(old), nullptr);
  EXPECT_EQ(keys->jwks().find(old), std::string::npos);
  ASSERT_TRUE(keys->reload());
  EXPECT_EQ(keys->find(old), nullptr);
}

TEST_F(SigningKeysTest, RotatesByAge) {
  const std::string old = keys->active()->kid;
  EXPECT_EQ(keys->rotate_if_old().value_or(true), false);
  clock.pass_s(3600);
  const auto other = open_keys();
  EXPECT_EQ(keys->rotate_if_old().value_or(false), true);
  EXPECT_NE(keys->active()->kid, old);
  EXPECT_EQ(other->rotate_if_old().value_or(true), false);  // learns that it is done
  EXPECT_EQ(other->active()->kid, keys->active()->kid);
}

TEST_F(SigningKeysTest, ATokenOfAnotherProcessesNewKeyIsAccepted) {
  const auto other = open_keys();
  ASSERT_TRUE(other->rotate());
  EXPECT_TRUE(verifier.verify(*TokenIssuer(*other).issue(claims())));
}

TEST_F(SigningKeysTest, UnknownKidsCannotFloodTheStore) {
  const int before = store.reads();
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(keys->find_or_reload("unknown-" + std::to_string(i)), nullptr);
  }
  EXPECT_EQ(store.reads(), before + 1);
  clock.pass_ms(100);
  keys->find_or_reload("unknown");
  EXPECT_EQ(store.reads(), before + 2);
}

TEST_F(SigningKeysTest, AKeyThatWasTakenAwayEndsRememberedTokensToo) {
  const std::string token = *issuer.issue(claims());
  const std::string old = keys->active()->kid;
  ASSERT_TRUE(verifier.verify(token));
  ASSERT_TRUE(keys->rotate());
  ASSERT_TRUE(verifier.verify(token));
  store.drop_signing_key(old);
  ASSERT_TRUE(keys->reload());
  EXPECT_NE(refusal(token), "");
}

TEST_F(SigningKeysTest, AStoreThatIsDownLeavesTheKeysAsTheyAre) {
  const std::string token = *issuer.issue(claims());
  store.set_down(true);
  EXPECT_EQ(keys->reload().error().id, errors::kLogUnavailable.id);
  EXPECT_EQ(keys->find_or_reload("unknown"), nullptr);
  EXPECT_TRUE(verifier.verify(token));
  EXPECT_TRUE(issuer.issue(claims()));
}

TEST_F(SigningKeysTest, KeysSealedByAnotherRingAreRefused) {
  test::MemoryKeyStore elsewhere;
  const auto other_ring = std::move(*KeyRing::open(elsewhere, std::string(32, 'm')));
  const auto opened = SigningKeys::open(store, *other_ring, clock, {});
  EXPECT_EQ(opened.error().id, errors::kStoredKeyDamaged.id);
}

TEST_F(SigningKeysTest, NoPrivateKeyIsStoredOrServedInTheClear) {
  const auto rows = *store.signing_keys();
  const std::string secret = keys->active()->key->private_der();
  ASSERT_GT(secret.size(), 1000U);
  EXPECT_EQ(rows[0].sealed_private.find(secret.substr(100, 32)), std::string::npos);
  EXPECT_EQ(keys->jwks().find("\"d\""), std::string::npos);
  EXPECT_EQ(keys->public_pem()->find("PRIVATE"), std::string::npos);
}

// The outside's view: OpenSSL reads the PEM, JWKS has its modulus, and both check a token.
TEST_F(SigningKeysTest, PemAndJwksAreTheKeyThatSigns) {
  const std::string pem = *keys->public_pem(keys->active()->kid);
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PUBKEY(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(EVP_PKEY_get_bits(key), 2048);
  const std::string token = *issuer.issue(claims());
  const auto dot = token.rfind('.');
  const std::string signature = *base64url_decode(token.substr(dot + 1));
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  ASSERT_EQ(EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key), 1);
  EXPECT_EQ(
      EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(token.data()), dot),
      1);
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);

  rapidjson::Document jwks;
  ASSERT_TRUE(keys->rotate());
  jwks.Parse(keys->jwks().c_str());
  ASSERT_FALSE(jwks.HasParseError());
  ASSERT_EQ(jwks["keys"].Size(), 2U);
  const auto& jwk = jwks["keys"][0];
  EXPECT_EQ(jwk["kid"].GetString(), keys->active()->kid);
  EXPECT_STREQ(jwk["kty"].GetString(), "RSA");
  EXPECT_STREQ(jwk["alg"].GetString(), "RS256");
  EXPECT_STREQ(jwk["use"].GetString(), "sig");
  EXPECT_STREQ(jwk["e"].GetString(), "AQAB");
  EXPECT_EQ(base64url_decode(jwk["n"].GetString())->size(), 256U);
}

// RFC 7638, 3.1.
TEST(RsaKey, ThumbprintOfTheRfc) {
  const char* const pem =
      "-----BEGIN PUBLIC KEY-----\n"
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0vx7agoebGcQSuuPiLJX\n"
      "ZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS\n"
      "oc/BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ/2W+5JsGY4Hc5n9yBXArwl93lqt\n"
      "7/RN5w6Cf0h4QyQ5v+65YGjQR0/FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0\n"
      "zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt+bFTWhAI4vMQFh6WeZu0f\n"
      "M4lFd2NcRwr3XPksINHaQ+G/xBniIqbw0Ls1jF44+csFCur+kEgU8awapJzKnqDK\n"
      "gwIDAQAB\n"
      "-----END PUBLIC KEY-----\n";
  const auto key = RsaKey::from_public_pem(pem);
  ASSERT_TRUE(key);
  EXPECT_EQ((*key)->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

TEST(RsaKey, WhatIsNoRsaKeyOf2048BitsIsRefused) {
  EXPECT_FALSE(RsaKey::from_public_pem(""));
  EXPECT_FALSE(
      RsaKey::from_public_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"));
  EXPECT_FALSE(RsaKey::from_private_der("nonsense"));
  for (EVP_PKEY* weak : {EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}),
                         EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")}) {
    const RsaKey key(weak, true);
    EXPECT_FALSE(RsaKey::from_public_pem(key.public_pem()));
    EXPECT_FALSE(RsaKey::from_private_der(key.private_der()));
  }
}

}  // namespace
}  // namespace authledger::infra
