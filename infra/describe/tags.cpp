// Chapters and sentences of the documents.
#include <array>
#include <utility>

#include "infra/describe/openapi.h"

namespace authledger::infra {
namespace {

// The first prefix that fits.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kTags = {{
    {"/verification-services/", "Verification"},
    {"/v1/sessions", "Sessions"},
    {"/v1/usersessions", "Sessions"},
    {"/v1/usergroup", "Groups"},
    {"/v1/listusergroup", "Groups"},
    {"/v1/useravatars", "Avatar files"},
    {"/bucket/", "Avatar files"},
    {"/avatars/", "Avatar files"},
    {"/v1/permissions", "Permissions"},
    {"/permissions", "Permissions"},
    {"/v1/streamtest", "Streams"},
    {"/v1/events", "Streams"},
    {"/v1/", "Users"},
    {"/log", "Sessions"},
    {"/relogin", "Sessions"},
    {"/currentuser", "Sessions"},
    {"/publickey", "Sessions"},
    {"/manage/", "Manage"},
    {"/auth/", "Manage"},
}};

}  // namespace

std::string_view tag_of(const Route& route) {
  if (!route.face->tag.empty()) return route.face->tag;
  for (const auto& [prefix, tag] : kTags) {
    if (route.path.starts_with(prefix)) return tag;
  }
  return "System";
}

std::string who_may(const Route& route) {
  switch (route.access) {
    case Access::kPublic:
      return "Anyone.";
    case Access::kSession:
      return "Whoever has a session.";
    case Access::kSelf:
      return "The user themself.";
    case Access::kSelfOrAdmin:
      return "The user themself, and admins.";
    case Access::kOwnerOrAdmin:
      return "Whose it is, and admins.";
    case Access::kAppManager:
      return "Whoever manages the app: its owner, admins and superAdmins.";
    case Access::kAdmin:
      return "Admins and superAdmins.";
    case Access::kSuperAdmin:
      return "superAdmins.";
    case Access::kApp:
      return "Apps, by HTTP Basic with id and secret.";
    case Access::kAdminOrApp:
      return "Admins and superAdmins; apps, by HTTP Basic with id and secret.";
    case Access::kPublicOrApp:
      return "Anyone; an app that proves itself by HTTP Basic as that app.";
  }
  return {};
}

std::string description_of(const Route& route) {
  std::string text(route.about);
  text += "\n\n**Who may:** " + who_may(route);
  switch (route.reads) {
    case ReadClass::kTruth:
      return text + "\n\n**Consistency:** *truth*. Shows everything that was committed.";
    case ReadClass::kReadYourWrites:
      return text +
             "\n\n**Consistency:** *read-your-writes*. Shows everything up to the write whose "
             "`x-position` is sent along, or that this session made; `consistency=strong` shows "
             "everything. Waits for it up to 2 seconds, then 503.";
    case ReadClass::kNone:
      break;
  }
  if (route.is_write())
    text +=
        "\n\n**Consistency:** a write; acknowledged means committed. `x-position` is its place.";
  return text;
}

}  // namespace authledger::infra
