// How states of the command side show in the manage face.
#pragma once

#include "command/app/app_state.h"
#include "infra/api/manage/answers.h"

namespace authledger::infra::manage {

inline AppObject app_object(const command::AppState& app, bool with_secret) {
  AppObject shown{app.id.value, app.name, app.name, app.description, app.description, app.url};
  if (with_secret) shown.secret = app.secret;
  return shown;
}

inline RoleObject role_object(const command::AppState& app, const AppRoleId& id,
                              const command::AppRole& role) {
  return {id.value, role.name, role.description, app.name, role.created_at, role.updated_at};
}

}  // namespace authledger::infra::manage
