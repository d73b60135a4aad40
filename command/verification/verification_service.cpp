#include "command/verification/verification_service.h"

#include <algorithm>

#include "command/message/notices.h"
#include "command/verification/code_message.h"

namespace authledger::command {
namespace {

constexpr const char* kFactor = "code";
constexpr std::uint64_t kCodes = 1'000'000;  // of 6 digits

VerificationTarget target_of(const VerificationKind& kind, const Account& account) {
  return {std::string(kind.name), account.id, account.user == nullptr};
}

// Where the code goes; empty: nowhere.
std::string address_of(const VerificationKind& kind, const UserState& user) {
  return kind.by_mobile() ? user.mobile.value_or("") : user.email;
}

// Whether a code for this person has a use. Errors: those that VerificationService::start() tells.
Status has_use(const VerificationKind& kind, const Account& account) {
  const bool by_mobile_number = kind.use == VerificationUse::kPasswordReset && kind.by_mobile();
  if (!account.user || !account.user->state.active())
    return fail(by_mobile_number ? errors::kMobileUnknown : errors::kEmailUnknown);
  const auto& user = account.user->state;
  switch (kind.use) {
    case VerificationUse::kVerifyAddress:
      if (kind.by_mobile() && !user.mobile) return fail(errors::kHasNoMobile);
      if (kind.by_mobile() && user.mobile_verified) return fail(errors::kMobileAlreadyVerified);
      if (!kind.by_mobile() && user.email_verified) return fail(errors::kEmailAlreadyVerified);
      return {};
    case VerificationUse::kSecondFactor:
      if (kind.by_mobile() && !user.mobile_verified) return fail(errors::kMobileVerificationNeeded);
      return {};
    case VerificationUse::kPasswordReset:
      if (by_mobile_number && !user.mobile_verified) return fail(errors::kMobileUnknown);
      return {};
  }
  return {};
}

// Without what belongs to the answer of the request itself.
CommandContext noted(const CommandContext& context) {
  CommandContext own = context;
  own.idempotency.reset();
  own.if_match.reset();
  return own;
}

}  // namespace

// A code beside what it was compared with.
struct VerificationService::Judged {
  Account account;
  VerificationTarget target;
  VerificationId verification;
  std::string hash;
  std::string client;  // keyed hash of the client's address
  CodeVerdict verdict = CodeVerdict::kNothingOpen;
};

std::string VerificationService::new_code() {
  std::uint64_t number = 0;
  for (const char c : random_.bytes(8)) number = number << 8U | static_cast<unsigned char>(c);
  const std::string digits = std::to_string(number % kCodes);
  return std::string(6 - digits.size(), '0') + digits;
}

std::string VerificationService::code_hash(const VerificationId& verification,
                                           const VerificationKind& kind, const Account& account,
                                           const SessionId& session,
                                           const std::string& code) const {
  const std::string address =
      account.user ? normalised_email(address_of(kind, account.user->state)) : std::string();
  return vault_.keyed_hash("code", verification.value + "\n" + std::string(kind.name) + "\n" +
                                       address + "\n" + session.value + "\n" + code);
}

Result<Account> VerificationService::account_of(const CommandContext& context,
                                                const VerificationAsked& asked) {
  switch (asked.kind.use) {
    case VerificationUse::kSecondFactor: {
      AUTHLEDGER_TRY(live, sessions_.find_open(context.tenant_id, asked.session_id, asked.user_id));
      return Account{live.user.id.value, std::make_shared<const Versioned<UserState>>(
                                             Versioned<UserState>{live.user, live.user_version})};
    }
    case VerificationUse::kPasswordReset:
      if (asked.kind.by_mobile()) return accounts_.by_mobile(context.tenant_id, asked.mobile);
      break;
    case VerificationUse::kVerifyAddress:
      break;
  }
  if (!asked.login_name.empty()) return accounts_.by_name(context.tenant_id, asked.login_name);
  return accounts_.by_email(context.tenant_id, asked.email);
}

Result<Account> VerificationService::account_of(const CommandContext& context,
                                                const CodeBrought& brought) {
  if (brought.kind.use == VerificationUse::kSecondFactor) {
    AUTHLEDGER_TRY(live,
                   sessions_.find_open(context.tenant_id, brought.session_id, brought.user_id));
    return Account{live.user.id.value, std::make_shared<const Versioned<UserState>>(
                                           Versioned<UserState>{live.user, live.user_version})};
  }
  if (!brought.login_name.empty()) return accounts_.by_name(context.tenant_id, brought.login_name);
  if (!brought.email.empty()) return accounts_.by_email(context.tenant_id, brought.email);
  if (!brought.mobile.empty()) return accounts_.by_mobile(context.tenant_id, brought.mobile);
  return accounts_.by_id(context.tenant_id, brought.user_id);
}

Result<Written> VerificationService::start(const CommandContext& context,
                                           const VerificationAsked& asked,
                                           const StartRender& render) {
  AUTHLEDGER_TRY(account, account_of(context, asked));
  const bool second_factor = asked.kind.use == VerificationUse::kSecondFactor;
  const bool own = account.user && account.user->state.id == asked.asker;
  const Status useful = has_use(asked.kind, account);
  if (!useful && (second_factor || own || asked.tells)) return fail(useful.error());

  const std::string code = new_code();
  const std::int64_t ttl_s = second_factor ? options_.second_factor_ttl_s : options_.code_ttl_s;
  StartVerification start;
  start.account = target_of(asked.kind, account);
  start.verification_id = VerificationId{uuid_v7(context.now, random_.bytes(10))};
  // A code without a use is nowhere: not even the right guess would fit.
  start.code_hash = code_hash(start.verification_id, asked.kind, account, asked.session_id,
                              useful ? code : random_.bytes(16));
  if (second_factor) start.session_id = asked.session_id;
  start.client = asked.client;
  start.reason = asked.reason;
  start.now = context.now;
  start.expires_at = context.now.plus_s(ttl_s);
  start.resend_at = context.now.plus_s(asked.unasked ? 0 : options_.resend_window_s);
  start.tries_max = static_cast<int>(options_.tries_max);
  const std::string& named = asked.login_name.empty() ? asked.email : asked.login_name;
  const CodeMessage message{asked.kind,        code,  asked.kind.by_mobile() ? asked.mobile : named,
                            options_.link_url, ttl_s, !useful};
  return dispatcher_.run(
      context,
      [&](std::span<const PlannedEvent>) -> Result<Answer> {
        return render(StartedVerification{account, code, ttl_s});
      },
      start,
      request_of(message, start, account, MessageId{uuid_v7(context.now, random_.bytes(10))}));
}

Result<VerificationService::Judged> VerificationService::judged(const CommandContext& context,
                                                                const CodeBrought& brought) {
  Judged judged;
  AUTHLEDGER_TRY(account, account_of(context, brought));
  judged.account = std::move(account);
  judged.target = target_of(brought.kind, judged.account);
  AUTHLEDGER_TRY(known, dispatcher_.load<VerificationAggregate>(judged.target, Freshness::kFresh));
  judged.verification = known->state.id;
  judged.hash =
      code_hash(known->state.id, brought.kind, judged.account, brought.session_id, brought.code);
  judged.client = vault_.keyed_hash("client", brought.client).substr(0, 32);
  judged.verdict = judge(known->state, judged.hash, context.now);
  if (judged.verdict == CodeVerdict::kNothingOpen) return judged;
  AUTHLEDGER_TRY(attempts,
                 dispatcher_.load<AttemptsAggregate>(judged.account.id, Freshness::kFresh));
  if (const auto wait_s = delay_s(attempts->state, judged.client, kFactor, context.now);
      wait_s > 0) {
    Error refused = error(errors::kTooManyAttempts);
    refused.retry_after_s = static_cast<int>(wait_s);
    return fail(std::move(refused));
  }
  return judged;
}

// Notes what a code was that is not right, and says no.
Status VerificationService::refuse(const CommandContext& context, const CodeBrought& brought,
                                   const Judged& judged) {
  const ErrorRow* row = &errors::kNoOngoingVerification;
  if (judged.verdict == CodeVerdict::kWrong) {
    row = &errors::kCodeMismatch;
    AUTHLEDGER_TRY(written,
                   dispatcher_.run(noted(context), nullptr,
                                   FailVerification{judged.target, judged.verification},
                                   RecordLoginFailure{judged.account.id, judged.client, kFactor}));
    (void)written;
  }
  if (judged.verdict == CodeVerdict::kExpired) {
    row = &errors::kCodeExpired;
    AUTHLEDGER_TRY(written, dispatcher_.run(noted(context), nullptr,
                                            ExpireVerification{judged.target, judged.verification,
                                                               context.now}));
    (void)written;
  }
  const bool told = brought.tells || brought.kind.use == VerificationUse::kSecondFactor;
  return fail(told ? *row : errors::kCodeRefused);
}

Result<Written> VerificationService::complete(const CommandContext& context,
                                              const CodeBrought& brought,
                                              const CompleteRender& render) {
  if (brought.kind.use == VerificationUse::kPasswordReset) AUTHLEDGER_CHECK(hasher_.has_room());
  AUTHLEDGER_TRY(judged, this->judged(context, brought));
  if (judged.verdict != CodeVerdict::kRight || !judged.account.user) {
    AUTHLEDGER_CHECK(refuse(context, brought, judged));
  }
  auto done = apply(context, brought, judged, render);
  // Somebody else used or replaced the code meanwhile.
  if (!done && done.error().id == errors::kNoOngoingVerification.id) {
    judged.verdict = CodeVerdict::kNothingOpen;
    AUTHLEDGER_CHECK(refuse(context, brought, judged));
  }
  return done;
}

Result<Written> VerificationService::apply(const CommandContext& context,
                                           const CodeBrought& brought, const Judged& judged,
                                           const CompleteRender& render) {
  const auto& user = judged.account.user->state;
  const CompleteVerification complete{judged.target, judged.hash, context.now};
  const ClearLoginFailures clear{judged.account.id, judged.client, kFactor};
  switch (brought.kind.use) {
    case VerificationUse::kVerifyAddress:
      if (brought.kind.by_mobile()) {
        return dispatcher_.run(context, render(user), complete,
                               VerifyMobile{user.id, user.mobile.value_or("")}, clear);
      }
      return dispatcher_.run(context, render(user), complete, VerifyEmail{user.id, user.email},
                             clear);
    case VerificationUse::kSecondFactor:
      return dispatcher_.run(context, render(user), complete,
                             PassSecondFactor{brought.session_id, user.id,
                                              std::string(brought.kind.factor), context.now},
                             clear);
    case VerificationUse::kPasswordReset:
      return reset(context, brought, judged, render(user));
  }
  return fail(errors::kInternal);
}

Result<Written> VerificationService::reset(const CommandContext& context,
                                           const CodeBrought& brought, const Judged& judged,
                                           const Render& render) {
  const auto& user = judged.account.user->state;
  AUTHLEDGER_CHECK(
      hasher_.check_policy(brought.new_password, user.email, user.username.value_or("")));
  AUTHLEDGER_TRY(hash, hasher_.hash(brought.new_password));
  return dispatcher_.run(context, render,
                         CompleteVerification{judged.target, judged.hash, context.now},
                         ResetPassword{user.id, hash, !brought.kind.by_mobile()},
                         password_changed_notice(
                             user, MessageId{uuid_v7(context.now, random_.bytes(10))}, context.now),
                         ClearLoginFailures{judged.account.id, judged.client, kFactor});
}

}  // namespace authledger::command
