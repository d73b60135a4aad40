// Log-ins by another issuer rest on this: whatever is wrong with an id_token, it is refused.
#include "infra/jwt/id_token.h"

#include <gtest/gtest.h>

#include <map>

#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

using namespace std::string_literals;
using IdMembers = std::map<std::string, std::string>;  // name, JSON text
using IdTexts = std::vector<std::string>;

constexpr std::int64_t kIdNow_s = 1'800'000'000;
const std::string kIdHeader = R"({"alg":"RS256","typ":"JWT","kid":"k1"})";

const std::shared_ptr<const RsaKey>& id_signer() {
  static const auto key = RsaKey::generate().value();
  return key;
}

std::string sign_parts(const std::string& header, const std::string& payload) {
  const std::string text = header + "." + payload;
  return text + "." + base64url_encode(id_signer()->sign(text).value());
}

std::string id_token_of(const std::string& payload, const std::string& header = kIdHeader) {
  return sign_parts(base64url_encode(header), base64url_encode(payload));
}

std::string at(std::int64_t offset_s) { return std::to_string(kIdNow_s + offset_s); }

// The payload of a good token but for these members; one with an empty text is left out.
std::string id_payload(const IdMembers& changes = {}) {
  IdMembers members{{"iss", R"("https://id.example")"},
                    {"aud", R"("shop")"},
                    {"sub", R"("1234")"},
                    {"email", R"("alice@example.com")"},
                    {"email_verified", "true"},
                    {"name", R"("Alice \u00c4")"},
                    {"locale", R"("de")"},
                    {"iat", at(-10)},
                    {"exp", at(3590)}};
  for (const auto& [name, value] : changes) members[name] = value;
  std::string text;
  for (const auto& [name, value] : members) {
    if (!value.empty()) text.append(text.empty() ? "{\"" : ",\"").append(name + "\":" + value);
  }
  return text + "}";
}

std::string id_header_with(const std::string& more) {
  return kIdHeader.substr(0, kIdHeader.size() - 1) + "," + more + "}";
}

class IdTokenTest : public testing::Test {
 protected:
  Result<IdTokenClaims> read(const std::string& token) {
    return read_id_token(token, rules, [this](const std::string& kid) {
      ++asked;
      return Result<std::shared_ptr<const RsaKey>>(kid == "k1" ? key : nullptr);
    });
  }
  // Why it is refused. Empty: it is not.
  std::string why(const std::string& token) {
    const auto claims = read(token);
    if (claims) return "";
    EXPECT_EQ(claims.error().id, errors::kGoogleTokenRefused.id);
    return claims.error().detail;
  }
  std::string why_with(const IdMembers& changes) { return why(id_token_of(id_payload(changes))); }
  void expect_members(const std::string& name, const IdTexts& values, const std::string& reason) {
    for (const auto& value : values) EXPECT_EQ(why_with({{name, value}}), reason) << name << value;
  }
  void expect_headers(const IdTexts& headers, const std::string& reason) {
    for (const auto& it : headers) EXPECT_EQ(why(id_token_of(id_payload(), it)), reason) << it;
  }

  IdTokenRules rules{{"https://id.example", "id.example"}, {"shop", "shop-ios"}, kIdNow_s};
  std::shared_ptr<const RsaKey> key = id_signer();  // what the issuer calls k1
  int asked = 0;
};

TEST_F(IdTokenTest, AGoodOneSaysWhoItIs) {
  const auto claims = read(id_token_of(id_payload()));
  ASSERT_TRUE(claims) << claims.error().detail;
  EXPECT_EQ(claims->sub, "1234");
  EXPECT_EQ(claims->email, "alice@example.com");
  EXPECT_TRUE(claims->email_verified);
  EXPECT_EQ(claims->name, "Alice \u00c4");
  EXPECT_EQ(claims->locale, "de");
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(why_with({{"name", ""}, {"locale", ""}}), "");
}

// Decision 26: only `email_verified: true` counts, a text that says so does not.
TEST_F(IdTokenTest, AnAddressIsVerifiedByTheTruthAlone) {
  for (const char* value : {"", "false", R"("true")", "1", "null", "[true]", R"({"a":true})"}) {
    const auto claims = read(id_token_of(id_payload({{"email_verified", value}})));
    ASSERT_TRUE(claims) << value << claims.error().detail;
    EXPECT_FALSE(claims->email_verified) << value;
  }
}

TEST_F(IdTokenTest, IssuerAudienceAndPersonAreThoseWanted) {
  expect_members("iss", {R"("id.example")"}, "");
  expect_members("iss",
                 {"", "7", R"("")", R"("https://evil.example")", R"("https://id.example/")",
                  R"("HTTPS://ID.EXAMPLE")", R"("id.example\u0000")", R"(["id.example"])"},
                 "The id_token is of another issuer.");
  expect_members("aud", {R"("shop-ios")", R"(["shop"])", R"(["shop-ios"])"}, "");
  expect_members("aud", {""}, "The id_token has no aud.");
  expect_members("aud",
                 {R"("other")", R"("")", R"("SHOP")", R"("shop\u0000")", "7", "null", "[]", "[7]",
                  R"(["other"])", R"([["shop"]])", R"({"shop":"shop"})"},
                 "The id_token is for somebody else.");
  for (const char* name : {"sub", "email"}) {
    expect_members(name, {"", R"("")", "7", "null", R"(["a@b.example"])"},
                   "The id_token names no person with an e-mail address.");
  }
}

// OpenID Connect Core 1.0, 3.1.3.7, 3 to 5.
TEST_F(IdTokenTest, OfSeveralAudiencesOneIsTheBearer) {
  const std::string several = R"(["other","shop"])";
  for (const char* azp : {R"("shop")", R"("shop-ios")"}) {
    EXPECT_EQ(why_with({{"aud", several}, {"azp", azp}}), "") << azp;
  }
  for (const char* azp : {"", R"("other")", R"("")", "7", "null", R"(["shop"])"}) {
    const std::string reason = why_with({{"aud", several}, {"azp", azp}});
    EXPECT_EQ(reason, "The id_token was given to somebody else.") << azp;
  }
  EXPECT_EQ(why_with({{"aud", R"(["other","another"])"}, {"azp", R"("shop")"}}),
            "The id_token is for somebody else.");
}

TEST_F(IdTokenTest, TimesHaveALeeway) {
  EXPECT_EQ(rules.leeway_s, 60);
  for (const std::int64_t leeway_s : {60, 5, 0}) {
    rules.leeway_s = leeway_s;
    expect_members("exp", {at(1 - leeway_s)}, "");
    expect_members("exp", {at(-leeway_s)}, "The id_token has expired.");
    expect_members("iat", {at(leeway_s)}, "");
    expect_members("iat", {at(leeway_s + 1)}, "The id_token is of the future.");
    expect_members("nbf", {at(leeway_s)}, "");
    expect_members("nbf", {at(leeway_s + 1)}, "The id_token is not valid yet.");
  }
}

TEST_F(IdTokenTest, TimesAreNumbers) {
  const IdTexts none = {"\"1800000001\"", "null", "true", "[]", "18446744073709551615"};
  for (const char* name : {"exp", "iat"}) {
    expect_members(name, none, "The id_token has no exp or no iat.");
    EXPECT_EQ(why_with({{name, ""}}), "The id_token has no exp or no iat.");
  }
  expect_members("nbf", none, "The id_token is not valid yet.");
  EXPECT_EQ(why_with({{"exp", "-9223372036854775808"}}), "The id_token has expired.");
  EXPECT_EQ(why_with({{"iat", "9223372036854775807"}}), "The id_token is of the future.");
}

TEST_F(IdTokenTest, TheNonceIsTheOneItWasAskedForWith) {
  expect_members("nonce", {R"("n-1")", R"("")", "null"}, "The id_token has another nonce.");
  rules.nonce = "n-1";
  EXPECT_EQ(why_with({{"nonce", R"("n-1")"}}), "");
  expect_members("nonce",
                 {"", R"("")", R"("n-2")", R"("n-")", R"("n-12")", R"("N-1")", R"("n-1\u0000")",
                  "null", "1", R"(["n-1"])"},
                 "The id_token has another nonce.");
}

TEST_F(IdTokenTest, OtherAlgorithmsAreRefused) {
  const std::string reason = "The id_token is not signed by RS256.";
  for (const char* alg :
       {"none", "None", "HS256", "RS512", "PS256", "ES256", "rs256", "", "RS256\\u0000"}) {
    const std::string token =
        id_token_of(id_payload(), R"({"alg":")"s + alg + R"(","typ":"JWT","kid":"k1"})");
    const std::string text = token.substr(0, token.rfind('.'));
    // the public key as the secret of an HMAC: the classic confusion
    const std::string mac = base64url_encode(hmac_sha256(id_signer()->public_pem(), text));
    for (const auto& it : {token, text + ".", text + "." + mac}) EXPECT_EQ(why(it), reason) << alg;
  }
  expect_headers({R"({"kid":"k1"})", R"({"alg":["RS256"],"kid":"k1"})"}, reason);
  EXPECT_EQ(asked, 0);
}

TEST_F(IdTokenTest, HeadersThatAreNoneAreRefused) {
  expect_headers({"", "null", "[]", "x", kIdHeader + "{}", id_header_with(R"("alg":"none")"),
                  id_header_with(R"("\u006bid":"k2")"), id_header_with("\"x\":\"\xff\""),
                  std::string(3000, '[')},
                 "The id_token's header is malformed.");
  for (const auto& part : {"="s, "!"s, base64url_encode(kIdHeader) + "=", "e30 "s, "e31"s}) {
    EXPECT_EQ(why(sign_parts(part, "e30")), "The id_token's header is malformed.") << part;
  }
  EXPECT_EQ(asked, 0);
}

TEST_F(IdTokenTest, TypeExtensionsAndKeyAreChecked) {
  const auto expect = [this](const IdTexts& rests, const std::string& reason) {
    for (const auto& rest : rests) expect_headers({R"({"alg":"RS256",)" + rest + "}"}, reason);
  };
  expect({R"("kid":"k1","typ":"at+jwt")", R"("kid":"k1","typ":"")", R"("kid":"k1","typ":7)"},
         "The token is no id_token.");
  expect({R"("kid":"k1","crit":["exp"])", R"("kid":"k1","crit":null)"},
         "The id_token needs an extension.");
  expect({R"("typ":"JWT")", R"("kid":"")", R"("kid":1)", R"("kid":null)"},
         "The id_token names no key.");
  EXPECT_EQ(asked, 0);
  expect({R"("kid":"k2")", R"("kid":"K1")", R"("kid":"k1\u0000")"},
         "The id_token's key is unknown.");
  expect({R"("kid":"k1")", R"("kid":"k1","x5t":"abc")"}, "");
}

TEST_F(IdTokenTest, TheErrorOfTheLookUpComesThrough) {
  const FindKey away = [](const std::string& kid) { return fail(errors::kGoogleUnavailable, kid); };
  const auto claims = read_id_token(id_token_of(id_payload()), rules, away);
  ASSERT_FALSE(claims);
  EXPECT_EQ(claims.error().id, errors::kGoogleUnavailable.id);
  EXPECT_EQ(claims.error().detail, "k1");
}

TEST_F(IdTokenTest, PayloadsThatAreNoneAreRefusedEvenIfSigned) {
  const std::string good = id_payload(), open = good.substr(0, good.size() - 1);
  for (const auto& payload :
       {""s, "null"s, "[]"s, open, good + "x", good + "{}", open + R"(,"sub":"5"})",
        open + R"(,"\u0073ub":"5"})", open + ",\"x\":\"\xff\"}", std::string(3000, '[')}) {
    EXPECT_EQ(why(id_token_of(payload)), "The id_token's payload is malformed.") << payload;
  }
  for (const auto& part : {base64url_encode(good) + "=", "!"s, "e31"s}) {
    EXPECT_EQ(why(sign_parts(base64url_encode(kIdHeader), part)),
              "The id_token's payload is malformed.");
  }
}

TEST_F(IdTokenTest, ATooLongOneIsRefusedBeforeAnyWork) {
  const std::string token = id_token_of(id_payload());
  rules.token_bytes_max = token.size();
  EXPECT_EQ(why(token), "");
  rules.token_bytes_max = token.size() - 1;
  EXPECT_EQ(why(token), "The id_token is too long.");
  EXPECT_EQ(IdTokenRules().token_bytes_max, 8192U);
  EXPECT_EQ(asked, 1);
}

TEST_F(IdTokenTest, ThreePartsAndNoOther) {
  const std::string token = id_token_of(id_payload());
  for (const auto& other : {""s, "."s, "..."s, "...."s, token.substr(0, token.rfind('.')),
                            token + ".", "." + token, token + ".e30"}) {
    EXPECT_EQ(why(other), "The id_token has not three parts.") << other;
  }
}

TEST_F(IdTokenTest, ASignatureIsOfThisKeyAndThisText) {
  const std::string good = id_token_of(id_payload()), other = id_token_of(id_payload({{"a", "1"}}));
  const std::string text = good.substr(0, good.rfind('.') + 1);
  EXPECT_EQ(why(text + "!"), "The id_token's signature is malformed.");
  EXPECT_EQ(why(good + "="), "The id_token's signature is malformed.");
  EXPECT_EQ(asked, 0);
  const std::string zeros = base64url_encode(std::string(256, '\0'));
  for (const auto& signature : {""s, "AAAA"s, zeros, other.substr(other.rfind('.') + 1)}) {
    EXPECT_EQ(why(text + signature), "The id_token's signature is wrong.") << signature;
  }
  // the payload is not looked at before
  EXPECT_EQ(why(base64url_encode(kIdHeader) + ".!." + zeros), "The id_token's signature is wrong.");
  // a key that the token brings along is nobody's
  const std::string brought = id_header_with(R"("jwk":{"kty":"RSA","e":")" + key->exponent() +
                                             R"(","n":")" + key->modulus() + "\"}");
  key = RsaKey::from_numbers(std::string(256, '\xff'), "\x01\x00\x01"s).value();
  expect_headers({kIdHeader, brought}, "The id_token's signature is wrong.");
}

TEST_F(IdTokenTest, EveryChangedByteIsRefused) {
  const std::string token = id_token_of(id_payload());
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const int mask : {0x01, 0x02, 0x20, 0x80}) {
      std::string bad = token;
      bad[i] = static_cast<char>(bad[i] ^ mask);
      EXPECT_NE(why(bad), "") << "byte " << i << " mask " << mask;
    }
  }
}

// What RapidJSON leaves to its callers (shared/json.cpp).
TEST_F(IdTokenTest, TextBehindAZeroByteIsText) {
  EXPECT_NE(why(id_token_of(id_payload(), kIdHeader + "\0{}"s)), "");
  EXPECT_NE(why(id_token_of(id_payload() + "\0{}"s)), "");
}

TEST_F(IdTokenTest, HalfACharacterIsRefused) {
  expect_members("name", {R"("\ud800")", R"("\udc00")"}, "The id_token's payload is malformed.");
}

}  // namespace
}  // namespace authledger::infra
