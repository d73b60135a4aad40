// Verifications as use cases: a code is made and sent, and brought back. The same work, traces and
// answers for an address that nobody has and for one with nothing to verify, unless the asker may
// be told (`tells`). Thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "command/dispatch.h"
#include "command/login/accounts.h"
#include "command/ports/crypto.h"
#include "command/session/session_service.h"
#include "command/verification/verification_kind.h"

namespace authledger::command {

struct VerificationOptions {
  std::int64_t code_ttl_s = 24 * 3600;
  std::int64_t second_factor_ttl_s = 300;
  std::int64_t resend_window_s = 60;
  std::int64_t tries_max = 5;
  std::string link_url{};  // links begin with it; empty: messages have none
};

// Who asks for a code, and for what. The kind says which of the names counts: user and session for
// a second factor, the mobile for a reset by mobile, else the e-mail address.
struct VerificationAsked {
  VerificationKind kind;
  std::string email{};
  std::string mobile{};
  std::string login_name{};  // an e-mail address or a username, instead of the address
  UserId user_id{};
  SessionId session_id{};
  std::optional<std::string> client{};
  std::optional<std::string> reason{};
  UserId asker{};        // with a session: what concerns the own account is told
  bool tells = false;    // everything is told (development)
  bool unasked = false;  // comes with a sign-up: whoever asks for another one need not wait
};

// Who brings a code. `user_id` counts without an address or name; the session is for a second
// factor, the password for a reset.
struct CodeBrought {
  VerificationKind kind;
  std::string email{};
  std::string mobile{};
  std::string login_name{};
  UserId user_id{};
  SessionId session_id{};
  std::string code{};
  std::string new_password{};
  std::string client{};  // the client's address
  bool tells = false;
};

struct StartedVerification {
  const Account& account;
  std::string code;
  std::int64_t expires_in_s = 0;
};

class VerificationService {
 public:
  using StartRender = std::function<Result<Answer>(const StartedVerification&)>;
  using CompleteRender = std::function<Render(const UserState&)>;

  VerificationService(Dispatcher& dispatcher, PasswordHasher& hasher, Vault& vault, Random& random,
                      SessionService& sessions, VerificationOptions options)
      : dispatcher_(dispatcher),
        hasher_(hasher),
        vault_(vault),
        random_(random),
        sessions_(sessions),
        accounts_(dispatcher, vault),
        options_(std::move(options)) {}

  // Errors: verification.code_sent_recently; of a second factor session.session_ended,
  // user.mobile_verification_needed. Who may be told also gets: user.email_unknown,
  // user.mobile_unknown, user.email_already_verified, user.mobile_already_verified,
  // user.has_no_mobile.
  Result<Written> start(const CommandContext& context, const VerificationAsked& asked,
                        const StartRender& render);

  // Errors: verification.secret_code_refused, which stands for
  // verification.no_ongoing_verification, verification.secret_code_expired and
  // verification.secret_code_mismatch unless they may be told; auth.too_many_attempts;
  // session.session_ended; user.mobile_taken; for a reset user.password_is_too_weak and
  // password.hash_pool_is_full.
  Result<Written> complete(const CommandContext& context, const CodeBrought& brought,
                           const CompleteRender& render);

 private:
  struct Judged;
  Result<Account> account_of(const CommandContext& context, const VerificationAsked& asked);
  Result<Account> account_of(const CommandContext& context, const CodeBrought& brought);
  Result<Judged> judged(const CommandContext& context, const CodeBrought& brought);
  Status refuse(const CommandContext& context, const CodeBrought& brought, const Judged& judged);
  Result<Written> apply(const CommandContext& context, const CodeBrought& brought,
                        const Judged& judged, const CompleteRender& render);
  Result<Written> reset(const CommandContext& context, const CodeBrought& brought,
                        const Judged& judged, const Render& render);
  std::string new_code();
  std::string code_hash(const VerificationId& verification, const VerificationKind& kind,
                        const Account& account, const SessionId& session,
                        const std::string& code) const;

  Dispatcher& dispatcher_;
  PasswordHasher& hasher_;
  Vault& vault_;
  Random& random_;
  SessionService& sessions_;
  Accounts accounts_;
  VerificationOptions options_;
};

}  // namespace authledger::command
