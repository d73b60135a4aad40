// Access tokens from strangers. Input: `r` and a token as it is, which must never be accepted; or
// `s`, a header and a payload on lines of their own, which are signed by our key ($KID names it):
// so that what stands behind the signature is reached.
#include "infra/crypto/encoding.h"
#include "infra/jwt/token_verifier.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/memory_key_store.h"

namespace authledger::fuzz {
namespace {

using namespace infra;

constexpr std::int64_t kNowS = 1'800'000'000;

class FixedClock final : public Clock {
 public:
  Timestamp now() const override { return Timestamp{kNowS * 1000}; }
};

struct World {
  FixedClock clock;
  test::MemoryKeyStore store;
  std::unique_ptr<KeyRing> ring = std::move(*KeyRing::open(store, std::string(32, 'm')));
  std::unique_ptr<SigningKeys> keys = std::move(*SigningKeys::open(store, *ring, clock, {0, 960}));
  TokenVerifierOptions options{.issuer = "authledger", .audience = "shop", .remembered_tokens = 50};
  TokenVerifier verifier{*keys, clock, options};

  std::string sign(std::string header, std::string_view payload) const {
    constexpr std::string_view kKid = "$KID";
    if (const auto at = header.find(kKid); at != std::string::npos) {
      header.replace(at, kKid.size(), keys->active()->kid);
    }
    const auto text = base64url_encode(header) + "." + base64url_encode(payload);
    return text + "." + base64url_encode(*keys->active()->key->sign(text));
  }
};

void check_accepted(World& world, const std::string& token, const AccessClaims& claims) {
  require(claims.iss == "authledger" && claims.aud == "shop", "a token is meant for us");
  require(!claims.sub.empty(), "a token has a subject");
  require(claims.exp_s + 5 > kNowS && claims.iat_s <= kNowS + 5, "a token is valid now");
  const auto again = world.verifier.verify(token);
  require(again && again->sub == claims.sub, "a token that is remembered stays good");
  auto other = token;
  auto& last = other[other.size() - 10];
  last = last == 'A' ? 'B' : 'A';
  require(!world.verifier.verify(other), "another signature is refused");
}

World& the_world() {
  static World world;
  return world;
}

}  // namespace
}  // namespace authledger::fuzz

// Making an RSA key takes seconds under sanitizers on a busy machine: not in an input's time.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  authledger::fuzz::the_world();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger::fuzz;
  auto& world = the_world();
  auto input = text_of(data, size);
  if (input.empty()) return 0;
  const bool is_signed = input.front() == 's';
  input.remove_prefix(1);
  const std::string header(is_signed ? cut(input, '\n') : std::string_view());
  const std::string token = is_signed ? world.sign(header, input) : std::string(input);
  const auto claims = world.verifier.verify(token);
  if (!claims) {
    require(claims.error().id == "auth.login_required", "all bad tokens are refused alike");
    require(!claims.error().detail.empty(), "a refusal says why");
    return 0;
  }
  require(is_signed, "nobody else makes tokens", token);
  check_accepted(world, token, *claims);
  return 0;
}
