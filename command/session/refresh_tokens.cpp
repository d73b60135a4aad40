#include "command/session/refresh_tokens.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "command/message/notices.h"
#include "command/session/rotate_refresh_token.h"
#include "shared/constant_time.h"

namespace authledger::command {
namespace {

constexpr std::size_t kIdDigits = 32;
constexpr std::size_t kGenerationDigits = 8;
constexpr std::size_t kSecretDigits = 64;
constexpr std::size_t kCheckDigits = 32;
constexpr std::size_t kCheckedDigits = kIdDigits + kGenerationDigits + kSecretDigits;
constexpr std::size_t kDigits = kCheckedDigits + kCheckDigits;

std::string without_dashes(std::string id) {
  std::erase(id, '-');
  return id;
}

std::string with_dashes(const std::string& digits) {
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
         digits.substr(16, 4) + "-" + digits.substr(20);
}

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The caller is who holds the token; what is remembered under a key stays the request's own.
CommandContext context_of(const CommandContext& context, const LiveSession& live) {
  CommandContext own = context;
  own.tenant_id = live.session.tenant_id;
  own.actor_kind = "user";
  own.actor_id = live.user.id.value;
  own.if_match.reset();
  return own;
}

}  // namespace

struct RefreshTokens::Parsed {
  SessionId session;
  PresentedRefreshToken presented;
};

struct RefreshTokens::Found {
  Parsed parsed;
  LiveSession live;
};

std::string RefreshTokens::hash_of(const std::string& token) const {
  return vault_.keyed_hash("refresh-token", token);
}

std::string RefreshTokens::text_of(const SessionId& session, int generation,
                                   std::string_view secret) const {
  char digits[kGenerationDigits + 1];
  std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(generation));
  std::string text = without_dashes(session.value) + digits;
  text += secret;
  return text + vault_.keyed_hash("refresh-check", text).substr(0, kCheckDigits);
}

std::string RefreshTokens::successor_of(const std::string& token, const Parsed& parsed,
                                        const std::string& salt) const {
  return text_of(parsed.session, parsed.presented.generation + 1,
                 vault_.keyed_hash("refresh-successor", salt + "\n" + token));
}

std::optional<RefreshTokens::Parsed> RefreshTokens::parse(const std::string& token) const {
  if (token.size() != kDigits || !is_lower_hex(token)) return std::nullopt;
  const std::string checked = token.substr(0, kCheckedDigits);
  const std::string check = vault_.keyed_hash("refresh-check", checked).substr(0, kCheckDigits);
  if (!equal_in_constant_time(check, std::string_view(token).substr(kCheckedDigits)))
    return std::nullopt;
  Parsed parsed{SessionId{with_dashes(token.substr(0, kIdDigits))}, {0, hash_of(token)}};
  const char* digits = token.data() + kIdDigits;
  std::from_chars(digits, digits + kGenerationDigits, parsed.presented.generation, 16);
  return parsed;
}

std::string RefreshTokens::issue(StartSession& session) {
  if (!session.second_factors.empty()) return {};
  std::string token =
      text_of(session.session_id, 1, vault_.keyed_hash("refresh-secret", random_.bytes(32)));
  session.refresh_token_hash = hash_of(token);
  return token;
}

Result<RefreshTokens::Found> RefreshTokens::find(const std::string& token) {
  auto parsed = parse(token);
  if (!parsed) return fail(errors::kRefreshTokenRefused);
  AUTHLEDGER_TRY(known, dispatcher_.load<SessionAggregate>(
                            SessionAggregate::Target{parsed->session, {}}, Freshness::kFresh));
  const auto& state = known->state;
  auto live = sessions_.find_open(state.tenant_id, state.id, state.user_id);
  // Who is banned is told so.
  if (!live && live.error().code != Code::kUnauthenticated) return fail(std::move(live).error());
  if (!live || live->session.pending()) return fail(errors::kRefreshTokenRefused);
  return Found{std::move(*parsed), std::move(*live)};
}

Result<LiveSession> RefreshTokens::holder_of(const std::string& token) {
  AUTHLEDGER_TRY(found, find(token));
  const auto verdict = judge(found.live.session, found.parsed.presented, sessions_.now());
  if (verdict != RefreshVerdict::kInForce && verdict != RefreshVerdict::kInGrace)
    return fail(errors::kRefreshTokenRefused);
  return std::move(found.live);
}

Result<Written> RefreshTokens::redeem(const CommandContext& context, const std::string& token,
                                      const RedeemRender& render, const Holder& holder) {
  AUTHLEDGER_TRY(found, find(token));
  const auto& live = found.live;
  if (holder && !holder(live.user)) return fail(errors::kRefreshTokenRefused);
  const auto& presented = found.parsed.presented;
  const std::string salt = vault_.keyed_hash("refresh-salt", random_.bytes(32));
  const std::string next = successor_of(token, found.parsed, salt);
  const auto answer = [&](std::span<const PlannedEvent> planned) -> Result<Answer> {
    if (!planned.empty()) return render(Redeemed{live, next});
    // Somebody came with this token before us, a moment ago.
    AUTHLEDGER_TRY(
        now, dispatcher_.load<SessionAggregate>(
                 SessionAggregate::Target{live.session.id, live.user.id}, Freshness::kCached));
    const auto* spent = find_spent(now->state, presented, context.now);
    if (spent == nullptr) return fail(errors::kStreamChanged);
    return render(Redeemed{live, successor_of(token, found.parsed, spent->salt)});
  };
  auto done = dispatcher_.run(
      context_of(context, live), answer,
      RotateRefreshToken{live.session.id, live.user.id, presented, hash_of(next), salt,
                         context.now.plus_s(grace_s_), context.now, context.ip});
  if (done || done.error().code != Code::kUnauthenticated) return done;
  Error refused = error(errors::kRefreshTokenRefused);
  if (done.error().id == errors::kRefreshTokenReused.id) {
    AUTHLEDGER_TRY(ended, end_family(context, found));
    refused.position = ended;
  }
  return fail(std::move(refused));
}

Result<Position> RefreshTokens::end_family(const CommandContext& context, const Found& found) {
  const auto& live = found.live;
  CommandContext own = context_of(context, live);
  own.idempotency.reset();
  auto ended = dispatcher_.run(
      own, nullptr,
      EndReusedSession{live.session.id, live.user.id, found.parsed.presented.generation,
                       context.now},
      session_copied_notice(live.user, MessageId{uuid_v7(context.now, random_.bytes(10))},
                            context.now));
  // Over already: another one was first.
  if (!ended && ended.error().id == errors::kSessionEnded.id) return 0;
  if (!ended) return fail(std::move(ended).error());
  return ended->position;
}

}  // namespace authledger::command
