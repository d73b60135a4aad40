#include "command/user/user_state.h"

#include "shared/text.h"

namespace authledger::command {
namespace {

using namespace events;

std::optional<std::string> plain(const std::optional<Personal<std::string>>& value) {
  return value ? std::optional(value->value) : std::nullopt;
}

struct Evolve {
  UserState& user;
  const Recorded& recorded;

  void operator()(const UserRegistered& e) const {
    user.id = e.user_id;
    user.tenant_id = recorded.tenant_id;
    user.email = e.email.value;
    user.username = plain(e.username);
    user.mobile = plain(e.mobile);
    user.fullname = e.fullname.value;
    user.avatar = plain(e.avatar);
    user.preferred_language = e.preferred_language;
    user.bio = plain(e.bio);
    user.role_id = e.role_id;
    user.password_hash = e.password_hash ? e.password_hash->value : "";
    user.email_verified = e.email_verified;
    user.mobile_verified = e.mobile_verified;
  }
  void operator()(const UserProfileUpdated& e) const {
    if (e.fullname) user.fullname = e.fullname->value;
    if (e.avatar) user.avatar = e.avatar->value;
    if (e.preferred_language) user.preferred_language = e.preferred_language;
    if (e.bio) user.bio = e.bio->value;
    for (const auto& name : e.cleared) {
      if (name == "avatar") user.avatar.reset();
      if (name == "preferredLanguage") user.preferred_language.reset();
      if (name == "bio") user.bio.reset();
    }
  }
  void operator()(const UserPasswordChanged& e) const {
    user.password_hash = e.password_hash.value;
    revoke_sessions();
    user.kept_session = e.kept_session;
  }
  void operator()(const UserPasswordRehashed& e) const {
    user.password_hash = e.password_hash.value;
  }
  void operator()(const UserRoleChanged& e) const { user.role_id = e.role_id; }
  void operator()(const UserArchived& e) const {
    user.restorable_until = e.restorable_until;
    revoke_sessions();
  }
  void operator()(const UserRestored&) const { user.restorable_until.reset(); }
  void operator()(const UserDeleted&) const {
    user.deleted = true;
    revoke_sessions();
  }
  void operator()(const UserEmailVerified&) const { user.email_verified = true; }
  void operator()(const UserMobileChanged& e) const {
    user.mobile = plain(e.mobile);
    user.mobile_verified = false;
  }
  void operator()(const UserMobileVerified&) const { user.mobile_verified = true; }
  void operator()(const UserSecondFactorChanged& e) const { user.second_factor = e.second_factor; }

  void revoke_sessions() const {
    user.sessions_revoked_at = recorded.version;
    user.kept_session.reset();
  }
};

struct Claims {
  const UserState& before;

  std::vector<PlainClaim> operator()(const UserRegistered& e) const {
    return all(e.email.value, plain(e.username), e.mobile_verified ? plain(e.mobile) : std::nullopt,
               true);
  }
  std::vector<PlainClaim> operator()(const UserDeleted&) const {
    return all(before.email, before.username, before.mobile_verified ? before.mobile : std::nullopt,
               false);
  }
  std::vector<PlainClaim> operator()(const UserProfileUpdated&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserPasswordChanged&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserPasswordRehashed&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserRoleChanged&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserArchived&) const {
    return {};
  }  // kept for the archive window
  std::vector<PlainClaim> operator()(const UserRestored&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserEmailVerified&) const { return {}; }
  std::vector<PlainClaim> operator()(const UserMobileChanged&) const { return mobile(false); }
  std::vector<PlainClaim> operator()(const UserMobileVerified&) const { return mobile(true); }
  std::vector<PlainClaim> operator()(const UserSecondFactorChanged&) const { return {}; }

  // Only a verified number is anybody's own.
  std::vector<PlainClaim> mobile(bool take) const {
    if (!before.mobile || before.mobile_verified == take) return {};
    return {{"mobile", *before.mobile, take}};
  }

  static std::vector<PlainClaim> all(const std::string& email,
                                     const std::optional<std::string>& username,
                                     const std::optional<std::string>& mobile, bool take) {
    std::vector<PlainClaim> claims{{"email", normalised_email(email), take}};
    if (username) claims.push_back({"username", normalised_username(*username), take});
    if (mobile) claims.push_back({"mobile", *mobile, take});
    return claims;
  }
};

}  // namespace

void evolve(UserState& user, const UserEvent& event, const Recorded& recorded) {
  std::visit(Evolve{user, recorded}, event);
}

std::vector<PlainClaim> claims_of(const UserState& before, const UserEvent& event) {
  return std::visit(Claims{before}, event);
}

std::string normalised_email(const std::string& email) { return lower_case(email); }
std::string normalised_username(const std::string& username) { return lower_case(username); }

}  // namespace authledger::command
