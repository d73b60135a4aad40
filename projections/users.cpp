#include "projections/users.h"

#include "events/user_events.h"
#include "projections/typed_projection.h"
#include "shared/generated_avatar.h"

namespace authledger::projections {
namespace {

using namespace events;

struct UserFold {
  Draft<UserDocument>& draft;
  UserDocument& user = draft.document;

  void operator()(const UserRegistered& e) const {
    user.id = e.user_id.value;
    user.email = e.email.value;
    user.fullname = e.fullname.value;
    user.avatar = e.avatar ? e.avatar->value : generated_avatar(e.user_id.value);
    user.role_id = e.role_id;
    user.email_verified = e.email_verified;
    user.username = plain(e.username);
    user.mobile = plain(e.mobile);
    user.mobile_verified = e.mobile_verified;
    user.preferred_language = e.preferred_language;
    user.bio = plain(e.bio);
    user.owner = e.owner_id.value;
    user.tenant_id = draft.tenant_id;
    user.created_at = draft.recorded_at;
  }
  void operator()(const UserProfileUpdated& e) const {
    if (e.fullname) user.fullname = e.fullname->value;
    if (e.avatar) user.avatar = e.avatar->value;
    if (e.preferred_language) user.preferred_language = e.preferred_language;
    if (e.bio) user.bio = e.bio->value;
    for (const auto& name : e.cleared) {
      if (name == "avatar") user.avatar = generated_avatar(e.user_id.value);
      if (name == "preferredLanguage") user.preferred_language.reset();
      if (name == "bio") user.bio.reset();
    }
  }
  void operator()(const UserPasswordChanged&) const {}
  void operator()(const UserPasswordRehashed&) const {}
  void operator()(const UserRoleChanged& e) const { user.role_id = e.role_id; }
  void operator()(const UserArchived&) const { hide(); }
  void operator()(const UserRestored&) const {
    user.is_active = true;
    draft.listed = true;
  }
  void operator()(const UserDeleted&) const { hide(); }
  void operator()(const UserEmailVerified&) const { user.email_verified = true; }
  void operator()(const UserMobileChanged& e) const {
    user.mobile = plain(e.mobile);
    user.mobile_verified = false;
  }
  void operator()(const UserMobileVerified&) const { user.mobile_verified = true; }
  void operator()(const UserSecondFactorChanged&) const {}
  // Told by the read model of memberships.
  void operator()(const TokensViewed&) const {}
  void operator()(const UserJoinedApp&) const {}
  void operator()(const UserLeftApp&) const {}
  void operator()(const UserMembershipActivated&) const {}
  void operator()(const UserMembershipDeactivated&) const {}
  void operator()(const UserAppRoleAssigned&) const {}
  void operator()(const UserAppRoleReplaced&) const {}
  void operator()(const UserAppRoleRemoved&) const {}
  void operator()(const UserBanned&) const {}
  void operator()(const UserUnbanned&) const {}
  void operator()(const UserSessionsEnded&) const {}

  void hide() const {
    user.is_active = false;
    draft.listed = false;
  }
};

}  // namespace

const Projection& users() {
  static const TypedProjection<UserDocument, UserEvent, UserFold> projection("users", 1, "user-");
  return projection;
}

}  // namespace authledger::projections
