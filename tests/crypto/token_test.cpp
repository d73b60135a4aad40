#include <rapidjson/document.h>

#include <thread>
#include <vector>

#include "infra/crypto/digest.h"
#include "tests/crypto/jwt_fixture.h"

namespace authledger::infra {
namespace {

using test::JwtTest;

// {"iss":…} with one member's text replaced, or left out when `value` is empty.
std::string payload(const AccessClaims& c, const std::string& name = "",
                    const std::string& value = "", const std::string& more = "") {
  std::string text;
  const auto add = [&](const std::string& key, const std::string& normal) {
    const std::string& used = key == name ? value : normal;
    if (used.empty()) return;
    text += (text.empty() ? "{\"" : ",\"") + key + "\":" + used;
  };
  add("iss", '"' + c.iss + '"');
  add("aud", '"' + c.aud + '"');
  add("sub", '"' + c.sub + '"');
  add("exp", std::to_string(c.exp_s));
  add("iat", std::to_string(c.iat_s));
  add("jti", "\"j\"");
  add("sid", "\"s\"");
  add("roleId", "\"r\"");
  add("tenantId", "\"t\"");
  add("client_id", "\"c\"");
  return text + more + "}";
}

TEST_F(JwtTest, VerifiesWhatWasIssued) {
  const auto token = issuer.issue(claims());
  ASSERT_TRUE(token);
  const auto read = verifier.verify(*token);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(*read, claims());
}

TEST_F(JwtTest, ClaimsOfAnyTextSurvive) {
  AccessClaims odd = claims();
  odd.sub = "quote \" backslash \\ \n \u00e4 \U0001F600";
  odd.sid.clear();
  odd.role_id.clear();
  odd.tenant_id.clear();
  const auto read = verifier.verify(*issuer.issue(odd));
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(*read, odd);
}

TEST_F(JwtTest, TheTokenIsWhatRfc9068Says) {
  const std::string token = *issuer.issue(claims());
  const auto dot = token.find('.');
  rapidjson::Document head, body;
  head.Parse(base64url_decode(token.substr(0, dot))->c_str());
  body.Parse(base64url_decode(token.substr(dot + 1, token.rfind('.') - dot - 1))->c_str());
  EXPECT_STREQ(head["alg"].GetString(), "RS256");
  EXPECT_STREQ(head["typ"].GetString(), "at+jwt");
  EXPECT_EQ(head["kid"].GetString(), keys->active()->kid);
  for (const char* name :
       {"iss", "aud", "sub", "exp", "iat", "jti", "sid", "roleId", "tenantId", "client_id"}) {
    EXPECT_TRUE(body.HasMember(name)) << name;
  }
  EXPECT_EQ(body.MemberCount(), 10U);
}

TEST_F(JwtTest, EveryChangedByteIsRefused) {
  const std::string token = *issuer.issue(claims());
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const int mask : {0x01, 0x02, 0x20, 0x80}) {
      std::string bad = token;
      bad[i] = static_cast<char>(bad[i] ^ mask);
      EXPECT_NE(refusal(bad), "") << "byte " << i << " mask " << mask;
    }
  }
  for (std::size_t size = 0; size < token.size(); size += 7) {
    EXPECT_NE(refusal(token.substr(0, size)), "");
  }
  for (const char* tail : {"=", ".", " ", "\n", "A"}) EXPECT_NE(refusal(token + tail), "") << tail;
  EXPECT_NE(refusal(" " + token), "");
  EXPECT_TRUE(verifier.verify(token));
}

TEST_F(JwtTest, OtherAlgorithmsAreRefused) {
  const std::string body = base64url_encode(payload(claims()));
  const std::string kid = keys->active()->kid;
  for (const char* alg : {"none", "None", "HS256", "RS512", "PS256", "ES256", "rs256", ""}) {
    const std::string head = base64url_encode(std::string(R"({"alg":")") + alg +
                                              R"(","typ":"at+jwt","kid":")" + kid + R"("})");
    const std::string text = head + "." + body;
    EXPECT_EQ(refusal(text + "."), "The algorithm is not RS256.") << alg;
    // the public key as the secret of an HMAC: the classic confusion
    const std::string mac = hmac_sha256(keys->active()->public_pem, text);
    EXPECT_EQ(refusal(text + "." + base64url_encode(mac)), "The algorithm is not RS256.") << alg;
    const std::string rsa = keys->active()->key->sign(text).value();
    EXPECT_EQ(refusal(text + "." + base64url_encode(rsa)), "The algorithm is not RS256.") << alg;
  }
  EXPECT_EQ(refusal(base64url_encode(header()) + "." + body + "."), "The signature is wrong.");
}

TEST_F(JwtTest, OtherTypesAndHeadersAreRefused) {
  const std::string kid = keys->active()->kid;
  const std::string body = payload(claims());
  EXPECT_EQ(refusal(sign(header(), body)), "");
  for (const char* type : {"JWT", "AT+JWT", "at+jwt ", "application/at+jwt", "id_token+jwt", ""}) {
    const std::string other = *issuer.sign(type, body);
    EXPECT_EQ(refusal(other), "The token is of another type.") << type;
  }
  EXPECT_NE(refusal(sign(R"({"alg":"RS256","kid":")" + kid + R"("})", body)), "");
  EXPECT_NE(refusal(sign(R"({"alg":"RS256","typ":"at+jwt"})", body)), "");
  EXPECT_NE(refusal(sign(R"({"alg":"RS256","typ":"at+jwt","kid":"other"})", body)), "");
  EXPECT_NE(refusal(sign(R"({"alg":"RS256","typ":"at+jwt","kid":7})", body)), "");
  EXPECT_NE(refusal(sign(header(R"(,"crit":["exp"])"), body)), "");
  EXPECT_NE(refusal(sign(header(R"(,"alg":"none")"), body)), "");
  EXPECT_NE(refusal(sign(header(R"(,"typ":"JWT")"), body)), "");
  EXPECT_NE(refusal(sign("[]", body)), "");
  EXPECT_NE(refusal(sign(header() + "{}", body)), "");
}

TEST_F(JwtTest, PayloadsThatAreNotOursAreRefusedEvenIfSigned) {
  const AccessClaims c = claims();
  for (const char* name : {"iss", "aud", "sub", "exp", "iat", "jti", "client_id"}) {
    EXPECT_EQ(refusal(sign(header(), payload(c, name))), "A claim is missing.") << name;
    EXPECT_EQ(refusal(sign(header(), payload(c, name, "[]"))), "A claim is missing.") << name;
    EXPECT_EQ(refusal(sign(header(), payload(c, name, "null"))), "A claim is missing.") << name;
  }
  for (const char* name : {"sid", "roleId", "tenantId"}) {
    EXPECT_EQ(refusal(sign(header(), payload(c, name))), "") << name;
    EXPECT_NE(refusal(sign(header(), payload(c, name, "7"))), "") << name;
  }
  EXPECT_NE(refusal(sign(header(), payload(c, "iss", "\"https://evil.example\""))), "");
  EXPECT_NE(refusal(sign(header(), payload(c, "aud", "\"other\""))), "");
  EXPECT_NE(refusal(sign(header(), payload(c, "sub", "\"\""))), "");
  for (const char* time : {"-1", "1e99", "1.5", "\"9999999999\"", "9223372036854775807",
                           "18446744073709551615", "true"}) {
    EXPECT_NE(refusal(sign(header(), payload(c, "exp", time))), "") << time;
  }
  EXPECT_NE(refusal(sign(header(), payload(c, "", "", R"(,"sub":"user-2")"))), "");
  EXPECT_NE(refusal(sign(header(), payload(c, "", "", R"(,"\u0073ub":"user-2")"))), "");
  EXPECT_NE(refusal(sign(header(), payload(c) + " x")), "");
  EXPECT_NE(refusal(sign(header(), payload(c, "sub", "\"\xff\""))), "");
  EXPECT_NE(refusal(sign(header(), std::string(3000, '['))), "");
  EXPECT_NE(refusal(sign(header(), "")), "");
}

TEST_F(JwtTest, ATooLongTokenIsRefusedBeforeAnyWork) {
  const std::string pad = R"(,"pad":")" + std::string(9000, 'a') + "\"";
  EXPECT_EQ(refusal(sign(header(), payload(claims(), "", "", pad))), "The token is too long.");
  EXPECT_EQ(refusal(std::string(100'000'000, '.')), "The token is too long.");
  EXPECT_NE(refusal(std::string(8000, '.')), "");
  EXPECT_EQ(verifier.stats().verified, 0U);
}

TEST_F(JwtTest, ExpiresAfterTheLeewayAlsoWhenRemembered) {
  const std::string token = *issuer.issue(claims());
  EXPECT_TRUE(verifier.verify(token));
  clock.pass_s(kLifeS + 4);
  EXPECT_TRUE(verifier.verify(token));
  EXPECT_EQ(verifier.stats().entries, 1U);
  clock.pass_s(1);
  EXPECT_EQ(refusal(token), "The token has expired.");
  EXPECT_EQ(verifier.stats().entries, 0U);
  EXPECT_EQ(refusal(token), "The token has expired.");
}

TEST_F(JwtTest, IsNotValidBeforeItsTime) {
  AccessClaims early = claims();
  early.iat_s += 6;
  EXPECT_EQ(refusal(*issuer.issue(early)), "The token is not valid yet.");
  early.iat_s -= 1;
  EXPECT_EQ(refusal(*issuer.issue(early)), "");
  const auto with_nbf = [&](std::int64_t offset_s) {
    return sign(header(),
                payload(claims(), "", "", ",\"nbf\":" + std::to_string(claims().iat_s + offset_s)));
  };
  EXPECT_EQ(refusal(with_nbf(5)), "");
  EXPECT_EQ(refusal(with_nbf(6)), "The token is not valid yet.");
  EXPECT_NE(refusal(sign(header(), payload(claims(), "", "", R"(,"nbf":"0")"))), "");
}

TEST_F(JwtTest, AHotTokenCostsNoRsa) {
  const std::string token = *issuer.issue(claims());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(verifier.verify(token));
  EXPECT_EQ(verifier.stats().verified, 1U);
  EXPECT_EQ(verifier.stats().remembered, 99U);
}

TEST_F(JwtTest, RemembersABoundedNumber) {
  TokenVerifierOptions few = options();
  few.remembered_tokens = 10;
  TokenVerifier bounded(*keys, clock, few);
  for (int i = 0; i < 30; ++i) {
    AccessClaims c = claims();
    c.jti = std::to_string(i);
    ASSERT_TRUE(bounded.verify(*issuer.issue(c)));
    ASSERT_FALSE(bounded.verify("bad." + std::to_string(i)));
  }
  EXPECT_EQ(bounded.stats().entries, 10U);
}

TEST_F(JwtTest, LeewayIsAtMostAMinute) {
  TokenVerifierOptions lax = options();
  lax.leeway_s = 86400;
  TokenVerifier verify_lax(*keys, clock, lax);
  const std::string token = *issuer.issue(claims());
  clock.pass_s(kLifeS + 59);
  EXPECT_TRUE(verify_lax.verify(token));
  clock.pass_s(1);
  EXPECT_FALSE(verify_lax.verify(token));
}

TEST_F(JwtTest, ManyThreadsIssueVerifyAndRotate) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        AccessClaims c = claims();
        c.jti = std::to_string(t * 1000 + i);
        const auto token = issuer.issue(c);
        ASSERT_TRUE(token);
        EXPECT_TRUE(verifier.verify(*token));
        EXPECT_TRUE(verifier.verify(*token));
        if (t == 0 && i % 20 == 0) {
          EXPECT_TRUE(keys->rotate());
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace authledger::infra
