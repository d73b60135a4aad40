#include "events/catalogue.h"

#include <algorithm>
#include <array>
#include <utility>

#include "shared/schema.h"

namespace authledger::events {
namespace {

// What an event tells subscribers. A test names one that is missing.
constexpr auto kAbout = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"user.registered", "takes the e-mail, the username, and a verified mobile"},
    {"user.profile_updated", "only what changed is filled in; `cleared` names what was emptied"},
    {"user.password_changed", "ends all earlier sessions but `keptSession`"},
    {"user.password_rehashed", "the same password under newer settings; ends no session"},
    {"user.role_changed", "of the global role"},
    {"user.archived", "ends all sessions; e-mail, username and mobile stay taken for a while"},
    {"user.restored", "an archived profile is back"},
    {"user.deleted", "ends all sessions; frees e-mail, username and mobile"},
    {"user.email_verified", "the person has read a mail sent there"},
    {"user.mobile_changed", "not verified yet; frees the number before, if it was verified"},
    {"user.mobile_verified", "the person has read a text message sent there; takes the number"},
    {"user.second_factor_changed", "what log-ins ask for, on top of what settings ask for"},
    {"tokens.viewed", "by who looked at the sessions of others; shows no token"},
    {"user.joined_app", "as an active member"},
    {"user.left_app", "with its ban and roles there"},
    {"user.membership_activated", "counts as active again"},
    {"user.membership_deactivated", "counts as inactive in the app"},
    {"user.app_role_assigned", "one more role in the app"},
    {"user.app_role_replaced", "the one role in the app; `dropped` assignments are over"},
    {"user.app_role_removed", "without `removedBy`: the role was deleted"},
    {"user.banned", "in an app, or without `appId` the whole account; over at `until`"},
    {"user.unbanned", "without `unbannedBy`: the time was over"},
    {"user.sessions_ended", "ends all earlier sessions but `keptSession`"},
    {"session.started", "a log-in; `userVersion` is that of the user's stream at that time"},
    {"session.second_factor_required",
     "written with `session.started`, once per factor: the session is none before all are passed"},
    {"session.second_factor_passed", "one factor less to pass"},
    {"session.refreshed", "over; goes on as the successor"},
    {"session.ended", "over, with the reason"},
    {"session.refresh_token_issued", "the session got its first refresh token or another one"},
    {"session.refresh_reused",
     "over: a refresh token that was used long ago came back, so somebody has copied it"},
    {"verification.started", "a code was made; the one before is void"},
    {"verification.completed",
     "the right code in time; what follows stands in the user's or the session's stream"},
    {"verification.failed", "a wrong code; `isOver`: it was the last try"},
    {"verification.expired", "noted when somebody comes too late, or when another code is made"},
    {"login.failed", "`client` is a keyed hash of the address"},
    {"login.failures_cleared",
     "the right password after failures; this client's count begins anew"},
    {"role.holder_added", "a user is now one of the superAdmins"},
    {"role.holder_removed", "a user is no superAdmin any more"},
    {"message.requested", "to be sent; not worth it from `expiresAt` on"},
    {"message.failed", "tried, and tried again at `nextAttemptAt`"},
    {"message.sent", "a server took it"},
    {"message.given_up", "never sent, and never tried again"},
    {"permission.granted", "an allow, or with `canDo` false a deny"},
    {"permission.revoked", "the grant is gone"},
    {"group.created", "a group without members"},
    {"group.updated", "only what changed is filled in; `cleared` names what was emptied"},
    {"group.deleted", "ends the group's memberships, which get no events of their own"},
    {"group.member_added", "a user is now in the group"},
    {"group.member_removed", "a user has left the group"},
    {"avatar.uploaded", "the bytes stand beside the log, never in an event"},
    {"avatar.deleted", "the bytes are gone with it"},
    {"app.registered", "takes the name"},
    {"app.updated", "only what changed is filled in; another name frees the one before"},
    {"app.secret_changed", "tokens of the app go on; its old secret proves nothing"},
    {"app.deleted", "frees the name; its members leave by events of their own"},
    {"app.role_created", "nobody has it yet"},
    {"app.role_updated", "only what changed is filled in"},
    {"app.role_deleted", "who has it loses it by an event of its own"},
    {"invitation.sent", "a reference mail, once per limit that it counts against"},
    {"key.rotated", "a new key; no key material, `keyId` is empty for `master`"},
});

}  // namespace

std::vector<CatalogueEntry> catalogue() {
  std::vector<CatalogueEntry> entries;
  for_each_event_type<AnyEvent>([&]<class E>() {
    const auto about = std::find_if(kAbout.begin(), kAbout.end(),
                                    [](const auto& one) { return one.first == E::kType; });
    entries.push_back({E::kType, E::kVersion, json_schema<E>(),
                       about == kAbout.end() ? std::string_view() : about->second});
  });
  return entries;
}

std::string cloud_event_type(std::string_view type, int version) {
  return "authledger." + std::string(type) + ".v" + std::to_string(version);
}

}  // namespace authledger::events
