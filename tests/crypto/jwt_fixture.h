// A clock to turn, keys, an issuer and a verifier, for the token tests.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "infra/crypto/encoding.h"
#include "infra/jwt/signing_keys.h"
#include "infra/jwt/token_issuer.h"
#include "infra/jwt/token_verifier.h"
#include "tests/support/memory_key_store.h"

namespace authledger::test {

class HandClock final : public Clock {
 public:
  Timestamp now() const override { return Timestamp{ms_.load()}; }
  void pass_s(std::int64_t seconds) { ms_ += seconds * 1000; }
  void pass_ms(std::int64_t ms) { ms_ += ms; }

 private:
  std::atomic<std::int64_t> ms_{1'800'000'000'000};
};

class JwtTest : public testing::Test {
 protected:
  static constexpr std::int64_t kLifeS = 900;

  std::unique_ptr<infra::SigningKeys> open_keys() {
    auto opened = infra::SigningKeys::open(store, *ring, clock, {3600, kLifeS + 60});
    EXPECT_TRUE(opened) << opened.error().detail;
    return std::move(*opened);
  }
  infra::AccessClaims claims() const {
    const std::int64_t now_s = clock.now().ms / 1000;
    return {"https://auth.example",
            "shop",
            "user-1",
            now_s + kLifeS,
            now_s,
            "jti-1",
            "session-1",
            "role",
            "tenant",
            "client"};
  }
  infra::TokenVerifierOptions options() const {
    infra::TokenVerifierOptions wanted;
    wanted.issuer = "https://auth.example";
    wanted.audience = "shop";
    wanted.leeway_s = 5;
    return wanted;
  }
  // Signed by the active key, whatever it says.
  std::string sign(const std::string& header, const std::string& payload) const {
    const std::string text =
        infra::base64url_encode(header) + "." + infra::base64url_encode(payload);
    return text + "." + infra::base64url_encode(keys->active()->key->sign(text).value());
  }
  std::string header(const std::string& more = "") const {
    return R"({"alg":"RS256","typ":"at+jwt","kid":")" + keys->active()->kid + "\"" + more + "}";
  }
  std::string refusal(const std::string& token) {
    const auto result = verifier.verify(token);
    if (result) return "";
    EXPECT_EQ(result.error().id, "auth.login_required");
    return result.error().detail;
  }

  HandClock clock;
  MemoryKeyStore store;
  std::unique_ptr<infra::KeyRing> ring =
      std::move(*infra::KeyRing::open(store, std::string(32, 'm')));
  std::unique_ptr<infra::SigningKeys> keys = open_keys();
  infra::TokenIssuer issuer{*keys};
  infra::TokenVerifier verifier{*keys, clock, options()};
};

}  // namespace authledger::test
