// Operations on user groups and their members (seed 002).
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> create_user_group(Call& call);
Result<Reply> update_user_group(Call& call);
Result<Reply> delete_user_group(Call& call);
Result<Reply> get_user_group(Call& call);
Result<Reply> create_user_group_member(Call& call);
Result<Reply> delete_user_group_member(Call& call);
Result<Reply> get_user_group_member(Call& call);

// Of listUserGroupMembers: the members of the path's :groupId. Errors:
// group.user_group_not_found.
Status members_of_the_group(const Call& call, query::ListQuery& list);

// And the key `user` of each: a list with the user's email, fullname and avatar, empty for one who
// is archived or deleted. A caller without a session sees the e-mail masked.
CompleteRows join_users(const Call& call);

}  // namespace authledger::infra
