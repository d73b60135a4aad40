// Keys of others: what is no key for RS256 is left out, what is no key set is nothing.
#include "infra/jwt/jwks_document.h"

#include <map>

#include "tests/crypto/jwt_fixture.h"

namespace authledger::infra {
namespace {

using namespace std::string_literals;
using JwkMembers = std::map<std::string, std::string>;  // name, JSON text

// A number of this many bytes, all bits set; nobody asks here for its factors.
std::string jwk_number(std::size_t bytes) {
  return '"' + base64url_encode(std::string(bytes, '\xff')) + '"';
}

// A good key but for these members; one with an empty text is left out.
std::string jwk_with(const JwkMembers& changes = {}) {
  JwkMembers members{{"kty", R"("RSA")"}, {"kid", R"("k1")"},    {"use", R"("sig")"},
                     {"e", R"("AQAB")"},  {"alg", R"("RS256")"}, {"n", jwk_number(256)}};
  for (const auto& [name, value] : changes) members[name] = value;
  std::string text;
  for (const auto& [name, value] : members) {
    if (!value.empty()) text.append(text.empty() ? "{\"" : ",\"").append(name + "\":" + value);
  }
  return text + "}";
}

std::string jwks_of(const std::string& keys) { return R"({"keys":[)" + keys + "]}"; }

// Whether this key is taken. Its neighbours are, whatever it is.
bool takes_jwk(const std::string& key) {
  const auto keys = parse_jwks(jwks_of(jwk_with({{"kid", R"("before")"}}) + "," + key + "," +
                                       jwk_with({{"kid", R"("behind")"}})));
  EXPECT_TRUE(keys && keys->contains("before") && keys->contains("behind")) << key;
  return keys && keys->size() == 3;
}

class JwksRoundTrip : public test::JwtTest {};

TEST_F(JwksRoundTrip, OurOwnDocumentHoldsTheKeysThatSign) {
  const auto old = keys->active();
  ASSERT_TRUE(keys->rotate());
  const auto read = parse_jwks(keys->jwks());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size(), 2U);
  for (const auto& row : {old, keys->active()}) {
    ASSERT_TRUE(read->contains(row->kid));
    const auto& key = *read->find(row->kid)->second;
    EXPECT_EQ(key.thumbprint(), row->key->thumbprint());
    EXPECT_EQ(key.public_pem(), row->public_pem);
    EXPECT_TRUE(key.verify("text", row->key->sign("text").value()));
    EXPECT_FALSE(key.verify("texu", row->key->sign("text").value()));
    EXPECT_FALSE(key.sign("text"));
    EXPECT_EQ(key.private_der(), "");
  }
}

// RFC 7517, A.1: an elliptic key for encryption, and one of RSA with a kid but without a use.
TEST(Jwks, TheExampleOfTheRfc) {
  const auto keys = parse_jwks(
      R"({"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
          "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"},
         {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1)"
      R"(RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_R)"
      R"(N5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n)"
      R"(91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-cs)"
      R"(FCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}]})");
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->at("2011-04-29")->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

TEST(Jwks, UseAndAlgorithmMayBeMissing) {
  for (const auto& changes :
       {JwkMembers{}, JwkMembers{{"use", ""}}, JwkMembers{{"alg", ""}},
        JwkMembers{{"use", ""}, {"alg", ""}}, JwkMembers{{"x5t", R"("abc")"}}}) {
    EXPECT_TRUE(takes_jwk(jwk_with(changes)));
  }
}

TEST(Jwks, KeysForSomethingElseAreLeftOut) {
  const JwkMembers ec{{"kty", R"("EC")"}, {"crv", R"("P-256")"}, {"n", ""}, {"e", ""}};
  const JwkMembers symmetric{{"kty", R"("oct")"}, {"k", R"("AAAA")"}, {"n", ""}, {"e", ""}};
  for (const auto& changes :
       {ec, symmetric, JwkMembers{{"kty", ""}}, JwkMembers{{"kty", R"("rsa")"}},
        JwkMembers{{"kty", R"("EC")"}}, JwkMembers{{"kty", "7"}}, JwkMembers{{"use", R"("enc")"}},
        JwkMembers{{"use", R"("SIG")"}}, JwkMembers{{"alg", R"("RS512")"}},
        JwkMembers{{"alg", R"("PS256")"}}, JwkMembers{{"alg", R"("RSA-OAEP")"}},
        JwkMembers{{"alg", R"("none")"}}, JwkMembers{{"alg", R"("rs256")"}}}) {
    EXPECT_FALSE(takes_jwk(jwk_with(changes))) << jwk_with(changes);
  }
}

TEST(Jwks, KeysWithoutANameAreLeftOut) {
  for (const char* kid : {"", R"("")", "7", "null", R"(["k1"])"}) {
    EXPECT_FALSE(takes_jwk(jwk_with({{"kid", kid}}))) << kid;
  }
}

TEST(Jwks, NumbersAreOfAnyStrictBase64url) {
  for (const char* name : {"n", "e"}) {
    for (const char* value : {"", R"("")", "65537", "null", R"("AQAB=")", R"("AQA+")", R"("AQA/")",
                              R"("AQ AB")", R"("AQABA")", R"("AQB")", R"(["AQAB"])"}) {
      EXPECT_FALSE(takes_jwk(jwk_with({{name, value}}))) << name << value;
    }
  }
}

TEST(Jwks, KeysHave2048To8192Bits) {
  const auto taken = [](const std::string& modulus) {
    return takes_jwk(jwk_with({{"n", '"' + base64url_encode(modulus) + '"'}}));
  };
  const std::string ones(256, '\xff');
  EXPECT_TRUE(taken(ones));
  EXPECT_TRUE(taken("\x80" + ones.substr(1)));
  EXPECT_FALSE(taken("\x7f" + ones.substr(1)));
  EXPECT_FALSE(taken(std::string(1, '\0') + ones.substr(1)));  // 256 bytes, and 2040 bits
  EXPECT_FALSE(taken(ones.substr(128)));
  EXPECT_FALSE(taken(std::string(256, '\0')));
  EXPECT_FALSE(taken(std::string(1, '\0')));
  EXPECT_TRUE(taken(std::string(1024, '\xff')));
  EXPECT_FALSE(taken(std::string(1025, '\xff')));
}

// No number that somebody else publishes ends the process, here or when it is used.
TEST(Jwks, UnusualNumbersAreSurvived) {
  EXPECT_FALSE(takes_jwk(jwk_with({{"e", jwk_number(9)}})));
  const std::string even = '"' + base64url_encode(std::string(255, '\xff') + "\xfe") + '"';
  for (const auto& changes :
       {JwkMembers{{"e", R"("AA")"}}, JwkMembers{{"e", R"("AQ")"}}, JwkMembers{{"e", R"("Ag")"}},
        JwkMembers{{"e", jwk_number(8)}}, JwkMembers{{"n", even}},
        JwkMembers{{"n", jwk_number(1024)}, {"e", jwk_number(8)}}}) {
    const auto keys = parse_jwks(jwks_of(jwk_with(changes)));
    ASSERT_TRUE(keys);
    for (const auto& [kid, key] : *keys) {
      for (const char byte : {'\0', '\1', '\xff'}) {
        EXPECT_FALSE(key->verify("text", std::string(256, byte))) << jwk_with(changes);
      }
    }
  }
}

// Some texts of numbers lead a parser out of its tables (shared/json.cpp).
TEST(Jwks, JsonNumbersOfAnySizeAreSurvived) {
  for (const auto& number :
       {"0." + std::string(400, '0') + "1E-299", "1E-2147483648"s, "1E-99999999999999999999"s,
        "0." + std::string(2000, '0') + "E-2147483647", "1E308"s, std::string(309, '1')}) {
    EXPECT_TRUE(takes_jwk(jwk_with({{"x", number}}))) << number;
  }
}

TEST(Jwks, KeysBehindThe32ndAreLeftOut) {
  const std::string ec = R"({"kty":"EC","kid":"ec"})";
  std::string list = ec;
  for (int i = 10; i < 50; ++i) {
    list += "," + jwk_with({{"kid", '"' + std::to_string(i) + '"'}}) + "," + ec;
  }
  const auto keys = parse_jwks(jwks_of(list));
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->size(), 32U);
  EXPECT_EQ(keys->begin()->first, "10");
  EXPECT_EQ(keys->rbegin()->first, "41");
}

TEST(Jwks, WhatIsNoKeyIsLeftOut) {
  for (const char* entry : {"null", "7", R"("RSA")", "[]", "{}", R"([{"kty":"RSA"}])"}) {
    EXPECT_FALSE(takes_jwk(entry)) << entry;
  }
  const auto none = parse_jwks(R"({"other":1,"keys":[]})");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(Jwks, WhatIsNoKeySetIsNothing) {
  const std::string good = jwks_of(jwk_with());
  ASSERT_TRUE(parse_jwks(good));
  for (const auto& text : {""s,
                           " "s,
                           "<html>"s,
                           "null"s,
                           "7"s,
                           R"("keys")"s,
                           "[]"s,
                           "[" + good + "]",
                           jwk_with(),
                           "{}"s,
                           R"({"Keys":[]})"s,
                           R"({"keys":null})"s,
                           R"({"keys":{}})"s,
                           R"({"keys":"[]"})"s,
                           R"({"keys":)" + jwk_with() + "}",
                           good.substr(0, good.size() - 1),
                           good + "}",
                           good + good,
                           jwks_of(jwk_with() + ","),
                           "{'keys':[]}"s,
                           jwks_of(jwk_with({{"x", "\"\xff\""}})),
                           "/**/" + good,
                           std::string(1'000'000, '['),
                           R"({"keys":)" + std::string(1'000'000, '[')}) {
    EXPECT_FALSE(parse_jwks(text)) << text.substr(0, 200);
  }
}

TEST(Jwks, TextBehindAZeroByteIsText) { EXPECT_FALSE(parse_jwks(jwks_of(jwk_with()) + "\0{}"s)); }

// RFC 7517, 4 and 5: refused, or the last one counts. Never the first one.
TEST(Jwks, OfAMemberNamedTwiceTheFirstDoesNotCount) {
  const std::string twice = jwk_with({{"use", R"("sig","use":"enc")"}});
  EXPECT_FALSE(parse_jwks(R"({"keys":[)" + twice + "]}")) << twice;
  const auto keys = parse_jwks(R"({"keys":[)" + jwk_with() + R"(],"keys":[]})");
  EXPECT_TRUE(!keys || keys->empty());
}

}  // namespace
}  // namespace authledger::infra
