#!/usr/bin/env bash
# Usage: tests/arch/run_omissions.sh
#
# Forgets something on purpose, in a copy, and expects the compiler or a test to name it. The copy
# without an omission must be accepted, or a broken compiler would pass for a watchful one.
# Last line: `N passed, N failed`.

set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# A fresh copy of the core and its tests.
fresh() {
  rm -rf "$work/tree"
  mkdir -p "$work/tree/tests"
  cp -r "$root"/{shared,events,command,projections} "$work/tree/"
  cp -r "$root"/tests/{spec,events,golden,support} "$work/tree/tests/"
}

# edit FILE PATTERN REPLACEMENT: one place, which has to exist.
edit() {
  local file=$work/tree/$1
  grep -qE "$2" "$file" || { echo "no '$2' in $1"; exit 2; }
  sed -i -E "s|$2|$3|" "$file"
}

compiles() {
  (cd "$work/tree" && g++ -std=c++20 -fsyntax-only -I. "$1") >"$work/out" 2>&1
}

# test_says FILE: builds one test file of the copy with the copy's headers and runs it.
test_says() {
  (cd "$work/tree" &&
    g++ -std=c++20 -O0 -I. "-DAUTHLEDGER_SOURCE_DIR=\"$work/tree\"" \
      "$1" events/*.cpp "$work"/objects/*.o -lgtest -licuuc -pthread -o "$work/program" &&
    "$work/program") >"$work/out" 2>&1
}

# accepted NAME COMMAND...; named NAME TEXT COMMAND...
accepted() {
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); echo "ok    $name"; else
    failed=$((failed + 1)); echo "FAIL  $name: not accepted"; tail -n 20 "$work/out"
  fi
}
named() {
  local name=$1 text=$2
  shift 2
  if "$@"; then
    failed=$((failed + 1)); echo "FAIL  $name: nobody noticed"
  elif grep -qF "$text" "$work/out"; then
    passed=$((passed + 1)); echo "ok    $name"
  else
    failed=$((failed + 1)); echo "FAIL  $name: '$text' is not named"; tail -n 20 "$work/out"
  fi
}

plant_event() {
  edit events/user_events.h '^using UserEvent =' 'struct UserTickled {\
  static constexpr std::string_view kType = "user.tickled";\
  static constexpr int kVersion = 1;\
  UserId user_id;\
  static constexpr auto fields() { return std::tuple{field("userId", \&UserTickled::user_id)}; }\
};\
using UserEvent ='
  edit events/user_events.h 'std::variant<UserRegistered,' 'std::variant<UserTickled, UserRegistered,'
}

# What no omission touches is compiled once.
fresh
mkdir "$work/objects"
(cd "$work/objects" && g++ -std=c++20 -O0 -I"$root" -c "$root"/shared/*.cpp \
  "$root/tests/support/test_main.cpp") || exit 2

spec_of_commands=tests/spec/catalogue_test.cpp
golden_files=tests/events/golden_test.cpp

accepted "nothing forgotten: the state compiles" compiles command/user/user_state.cpp
accepted "nothing forgotten: the projection compiles" compiles projections/users.cpp
accepted "nothing forgotten: every command has a spec" test_says "$spec_of_commands"
accepted "nothing forgotten: every event has a golden file" test_says "$golden_files"

plant_event
named "an event without evolve and claims" UserTickled compiles command/user/user_state.cpp
named "an event without a fold" UserTickled compiles projections/users.cpp
named "an event without a golden file" user.tickled.v1.json test_says "$golden_files"

edit command/user/user_state.cpp 'void operator\(\)\(const UserRoleChanged' \
  'void operator()(const UserTickled\&) const {}\n  void operator()(const UserRoleChanged'
named "an event with evolve, without claims" UserTickled compiles command/user/user_holdings.cpp

fresh
edit command/user/change_role.h '^struct ChangeRole \{' 'struct TickleUser {\
  using Aggregate = UserAggregate;\
  static constexpr std::string_view kName = "tickle_user";\
};\
struct ChangeRole {'
edit command/catalogue.h 'TypeList<RegisterUser,' 'TypeList<TickleUser, RegisterUser,'
named "a command without a spec" tickle_user test_says "$spec_of_commands"
mkdir -p "$work/tree/tests/spec/user"
echo '// nothing in it' >"$work/tree/tests/spec/user/tickle_user_test.cpp"
named "a command whose spec has no scenario" tickle_user test_says "$spec_of_commands"

fresh
edit events/user_events.h 'field\("roleId", &UserRegistered::role_id\)' \
  'field("role", \&UserRegistered::role_id)'
named "a renamed field of a stored event" "role is required" test_says "$golden_files"

fresh
edit events/user_events.h 'UserRoleChanged, UserArchived, UserRestored,' 'UserRoleChanged, UserArchived,'
named "an event taken away" user.restored.v1.json test_says "$golden_files"

echo "$passed passed, $failed failed"
((failed == 0))
