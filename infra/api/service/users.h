// Operations on users: seed 002's get, create, update, delete, archive, restore, role, passwords,
// brief.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> register_user(Call& call);
Result<Reply> create_user(Call& call);
Result<Reply> get_user(Call& call);
Result<Reply> get_brief_user(Call& call);
Result<Reply> update_user(Call& call);
Result<Reply> delete_user(Call& call);
Result<Reply> archive_profile(Call& call);
Result<Reply> restore_profile(Call& call);
Result<Reply> update_user_role(Call& call);
Result<Reply> update_user_password(Call& call);
Result<Reply> update_user_password_by_admin(Call& call);
Result<Reply> get_avatar(Call& call);

}  // namespace authledger::infra
