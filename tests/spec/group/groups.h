// A group of the specs and what happened to it.
#pragma once

#include "command/group/change_group.h"
#include "command/group/group_member.h"
#include "tests/support/people.h"

namespace authledger::test {

inline const GroupId kEditors{"018f0000-0000-7000-8000-00000000ed17"};
inline const GroupMemberId kAliceAsEditor{"018f0000-0000-7000-8000-0000000aed17"};

inline const events::GroupCreated kEditorsCreated{kEditors, "Editors", std::nullopt, kBob};
inline const events::GroupDeleted kEditorsDeleted{kEditors, kBob};
inline const events::GroupMemberAdded kAliceAdded{kAliceAsEditor, kEditors, kAlice, kBob};
inline const events::GroupMemberRemoved kAliceRemoved{kAliceAsEditor, kEditors, kAlice, kBob};

}  // namespace authledger::test
