#include "infra/api/token_notes.h"

#include "infra/telemetry/json_log.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kShownCharacters = 8;

std::string end_of(const std::string& token) {
  return token.size() <= kShownCharacters ? token : token.substr(token.size() - kShownCharacters);
}

std::string note_context(const SessionId& session) {
  return command::attachment_context(kSessionTokens, session.value);
}

}  // namespace

void keep_tokens(Services& services, const SessionId& session, const std::string& access_token,
                 const std::optional<std::string>& refresh_token) {
  const bool whole = services.settings.reveals_tokens();
  TokenNote note{whole ? access_token : end_of(access_token), refresh_token, whole};
  if (refresh_token && !whole) note.refresh_token = end_of(*refresh_token);
  const auto sealed = services.vault.seal(encode(note), note_context(session));
  const auto kept = services.attachments.put(kSessionTokens, session.value, sealed);
  if (!kept) {
    json_log(LogLevel::kWarning, "a session's tokens were not noted",
             {{"sessionId", session.value}, {"what", kept.error().detail}});
  }
}

Result<std::optional<TokenNote>> kept_tokens(Services& services, const SessionId& session) {
  AUTHLEDGER_TRY(sealed, services.attachments.get(kSessionTokens, session.value));
  if (!sealed) return std::optional<TokenNote>();
  const auto plain = services.vault.open(*sealed, note_context(session));
  if (!plain) return std::optional<TokenNote>();
  auto note = decode<TokenNote>(std::string_view(*plain));
  if (!note) return std::optional<TokenNote>();
  return std::optional(std::move(*note));
}

std::string fingerprint(const std::string& token) { return "…" + end_of(token); }

}  // namespace authledger::infra
