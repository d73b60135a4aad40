// Names that tests share: a tenant, people, sessions, and how a person came to be.
#pragma once

#include <optional>
#include <string>

#include "events/user_events.h"

namespace authledger::test {

inline const std::string kTenant = "acme";
inline const UserId kAlice{"018f0000-0000-7000-8000-0000000a11ce"};
inline const UserId kBob{"018f0000-0000-7000-8000-000000000b0b"};
inline const UserId kCarol{"018f0000-0000-7000-8000-0000000ca501"};
inline const SessionId kLaptop{"018f0000-0000-7000-8000-000000001a01"};
inline const SessionId kPhone{"018f0000-0000-7000-8000-000000001a02"};
inline constexpr Timestamp kNow{1'767'225'600'000};  // 2026-01-01T00:00:00Z

struct Person {
  UserId id = kAlice;
  std::string email = "alice@example.com";
  std::string role = "user";
  std::string hash = "$argon2id$one";
  std::optional<std::string> username = std::nullopt;
  std::optional<std::string> mobile = std::nullopt;
  bool mobile_verified = false;
};

inline events::UserRegistered registered(const Person& person = {}) {
  events::UserRegistered event;
  event.user_id = person.id;
  event.email = person.email;
  if (person.username) event.username = *person.username;
  if (person.mobile) event.mobile = *person.mobile;
  event.fullname = std::string("Alice Liddell");
  event.role_id = person.role;
  if (!person.hash.empty()) event.password_hash = person.hash;
  event.mobile_verified = person.mobile_verified;
  event.origin = events::origin::kSelf;
  event.owner_id = person.id;
  return event;
}

}  // namespace authledger::test
