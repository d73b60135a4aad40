// What has happened, in the words of more than one suite of commands.
#pragma once

#include "command/verification/verification_state.h"
#include "events/session_events.h"
#include "events/verification_events.h"
#include "tests/support/people.h"

namespace authledger::test {

inline const events::SessionStarted kLaptopStarted{kLaptop,    kAlice,       3,
                                                   "password", std::nullopt, kNow.plus_s(3600)};

inline const VerificationId kFirstCode{"018f0000-0000-7000-8000-00000000c0de"};
inline const VerificationId kSecondCode{"018f0000-0000-7000-8000-00000000c0d2"};
inline const command::VerificationTarget kAlicesMail{"email_verification", kAlice.value};
inline const events::VerificationCompleted kCodeCompleted{kFirstCode, kAlice.value,
                                                          kAlicesMail.kind};
inline const events::VerificationExpired kCodeExpired{kFirstCode, kAlice.value, kAlicesMail.kind};

// Good for ten minutes, the next one not within the first.
inline events::VerificationStarted code_started(const VerificationId& id = kFirstCode,
                                                Timestamp now = kNow) {
  events::VerificationStarted event;
  event.verification_id = id;
  event.account_id = kAlice.value;
  event.kind = kAlicesMail.kind;
  event.code_hash = "hash of " + id.value;
  event.expires_at = now.plus_s(600);
  event.resend_at = now.plus_s(60);
  event.tries_max = 3;
  return event;
}

inline events::VerificationFailed code_failed(int tries) {
  return {kFirstCode, kAlice.value, kAlicesMail.kind, tries, tries >= 3};
}

}  // namespace authledger::test
