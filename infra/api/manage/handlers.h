// The operations of the manage face, by subject. Rules are the command side's.
#pragma once

#include "infra/http/call.h"

namespace authledger::infra::manage {

// sign_in.cpp
Result<Reply> sign_up(Call& call);
Result<Reply> log_in(Call& call);
Result<Reply> log_out(Call& call);
Result<Reply> refresh(Call& call);
Result<Reply> join(Call& call);

// apps.cpp
Result<Reply> add_app(Call& call);
Result<Reply> update_app(Call& call);
Result<Reply> get_app(Call& call);
Result<Reply> delete_app(Call& call);
Result<Reply> set_secret(Call& call);
Result<Reply> get_secret(Call& call);
Result<Reply> url_and_token(Call& call);

// members.cpp
Result<Reply> ban(Call& call);
Result<Reply> unban(Call& call);
Result<Reply> add_member(Call& call);
Result<Reply> set_member_active(Call& call);

// roles.cpp
Result<Reply> create_role(Call& call);
Result<Reply> update_role(Call& call);
Result<Reply> delete_role(Call& call);
Result<Reply> assign_role(Call& call);
Result<Reply> replace_role(Call& call);
Result<Reply> remove_role(Call& call);

// lists.cpp
Result<Reply> list_all_users(Call& call);
Result<Reply> list_active_users(Call& call);
Result<Reply> list_inactive_users(Call& call);
Result<Reply> list_banned_users(Call& call);
Result<Reply> list_role_holders(Call& call);
Result<Reply> list_roles(Call& call);
Result<Reply> list_apps(Call& call);

// tokens.cpp
Result<Reply> list_tokens(Call& call);
Result<Reply> list_tokens_of_app(Call& call);

}  // namespace authledger::infra::manage
