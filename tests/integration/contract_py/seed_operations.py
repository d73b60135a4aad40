"""Every operation of the three seeds, and which test has used it with success; every answer, and whether OpenAPI has its status."""

import collections
import json
import pathlib

OPENAPI = pathlib.Path(__file__).resolve().parents[3] / "docs/openapi.json"  # run_docs_fresh.sh: as the program serves it

SEED_002 = """
getUser GET /v1/users/:userId
updateUser PATCH /v1/users/:userId
updateProfile PATCH /v1/profile/:userId
createUser POST /v1/users
deleteUser DELETE /v1/users/:userId
archiveProfile DELETE /v1/archiveprofile/:userId
listUsers GET /v1/users
searchUsers GET /v1/searchusers
updateUserRole PATCH /v1/userrole/:userId
updateUserPassword PATCH /v1/userpassword/:userId
updateUserPasswordByAdmin PATCH /v1/userpasswordbyadmin/:userId
getBriefUser GET /v1/briefuser/:userId
streamTest GET /v1/streamtest/:userId
registerUser POST /v1/registeruser
createUserGroup POST /v1/usergroups
updateUserGroup PATCH /v1/usergroups/:userGroupId
deleteUserGroup DELETE /v1/usergroups/:userGroupId
getUserGroup GET /v1/usergroups/:userGroupId
listUserGroups GET /v1/usergroups
getUserGroupMember GET /v1/usergroupmembers/:userGroupMemberId
createUserGroupMember POST /v1/usergroupmembers
deleteUserGroupMember DELETE /v1/usergroupmembers/:userGroupMemberId
listUserGroupMembers GET /v1/listusergroupmembers/:groupId
getUserAvatarsFile GET /v1/useravatarsfiles/:userAvatarsFileId
listUserAvatarsFiles GET /v1/useravatarsfiles
deleteUserAvatarsFile DELETE /v1/useravatarsfiles/:userAvatarsFileId
uploadUserAvatarsFile POST /bucket/userAvatars/upload
downloadUserAvatarsFile GET /bucket/userAvatars/download/:fileId
downloadUserAvatarsFileByKey GET /bucket/userAvatars/download/key/:accessKey
login POST /login
loginPage GET /login
logout POST /logout
publicKey GET /publickey
relogin GET /relogin
emailVerificationStart POST /verification-services/email-verification/start
emailVerificationComplete POST /verification-services/email-verification/complete
mobileVerificationStart POST /verification-services/mobile-verification/start
mobileVerificationComplete POST /verification-services/mobile-verification/complete
email2FactorStart POST /verification-services/email-2factor-verification/start
email2FactorComplete POST /verification-services/email-2factor-verification/complete
mobile2FactorStart POST /verification-services/mobile-2factor-verification/start
mobile2FactorComplete POST /verification-services/mobile-2factor-verification/complete
passwordResetByEmailStart POST /verification-services/password-reset-by-email/start
passwordResetByEmailComplete POST /verification-services/password-reset-by-email/complete
passwordResetByMobileStart POST /verification-services/password-reset-by-mobile/start
passwordResetByMobileComplete POST /verification-services/password-reset-by-mobile/complete
currentUser GET /currentuser
permissions GET /permissions
permissionScope GET /permissions/:permissionName
apiFace GET /
swagger GET /swagger
postmanCollection GET /getPostmanCollection
health GET /health
adminHealth GET /admin/health
favicon GET /favicon.ico
"""

SEED_000 = """
signup POST /auth/signup
login POST /auth/login
logout POST /auth/logout
getUrlAndToken POST /manage/getUrlAndToken
getAllUser GET /manage/getAllUser
banUser POST /manage/banUser
unbanUser POST /manage/unbanUser
getBannedUser GET /manage/getBannedUser
getActiveUser GET /manage/getActiveUser
getInactiveUser GET /manage/getInactiveUser
postAddAndUpdateSecret POST /manage/postAddAndUpdateSecret
getSecret GET /manage/getSecret
postCreateRole POST /manage/postCreateRole
putUpdateRole PUT /manage/putUpdateRole
deleteRole DELETE /manage/deleteRole
getRoles GET /manage/getRoles
postAssinRole POST /manage/postAssinRole
putUpdateAssinRole PUT /manage/putUpdateAssinRole
deleteAssinRole POST /manage/deleteAssinRole
getAlluserWithAssinRoleByAppId POST /manage/getAlluserWithAssinRoleByAppId
getUserWithToken GET /manage/getUserWithToken
getUserWithTokenByApp POST /manage/getUserWithTokenByApp
postAddApps POST /manage/postAddApps
putUpdateApps PUT /manage/putUpdateApps
getApp GET /manage/getApp
getAppById GET /manage/getAppById/:app_id
deleteApp GET /manage/deleteApp/:app_id
"""

SEED_001 = """
user_signup POST /user_signup
user_login POST /user_login
test POST /test
user_logout POST /user_logout
auth_confirm POST /auth_confirm
resend_confirmcode POST /resend_confirmcode
confirm_code_forgot_password POST /confirm_code_forgot_password
forgot_password POST /forgot_password
refresh_token POST /refresh_token
reference-email POST /send-mail/reference-email
template-invite-mail GET /template-invite-mail
login_google POST /login_google
login_google_flow GET /login_google
"""

OPERATIONS = [(seed, *line.split()) for seed, text in (("000", SEED_000), ("001", SEED_001), ("002", SEED_002))
              for line in text.strip().splitlines()]
OPERATIONS += [(seed, "staging_" + name, method, "/staging" + path)
               for seed, name, method, path in OPERATIONS if seed == "001"]  # each there as well


class Seen:
    """Gathers what tests asked and were answered, by profile."""

    def __init__(self):
        self.by_profile = collections.defaultdict(list)
        self.profile = self.test = None

    def begin(self, profile, test):
        self.profile, self.test = profile, test

    def add(self, method, target, status):
        if self.profile:
            path = target.split("?")[0]
            self.by_profile[self.profile].append((method, path, status, self.test))

    def drop(self, test):
        """What a failed test asked shows nothing."""
        seen = self.by_profile[self.profile]
        seen[:] = [row for row in seen if row[3] != test]

    def undocumented(self, profiles):
        """Lines, one for each status of an operation that OpenAPI has not."""
        statuses = {(method.upper(), path.replace("{", ":").replace("}", "")): set(operation["responses"])
                    for path, methods in json.loads(OPENAPI.read_text(encoding="utf-8"))["paths"].items()
                    for method, operation in methods.items() if method != "parameters"}
        found = {}
        for profile in profiles:
            for method, path, status, test in self.by_profile[profile]:
                if path.startswith("/staging/"):
                    path = path.removeprefix("/staging")
                operation = best_fit(statuses, method, path)
                if operation and str(status) not in statuses[operation]:
                    found.setdefault(f"{method} {operation[1]} {status}", test)
        return [f"{what} is in no document ({test})" for what, test in sorted(found.items())]

    def table(self, profiles):
        """(lines, missing operations)."""
        first = {profile: self.first_success(profile) for profile in profiles}
        rows, missing = [], []
        for seed, name, method, path in OPERATIONS:
            tests = [first[profile].get((method, path)) for profile in profiles]
            rows.append((seed, method, path, next((one for one in tests if one), "-"),
                         *("yes" if one else "MISSING" for one in tests)))
            missing += [f"{name} [{profile}]" for profile, one in zip(profiles, tests) if not one]
        heads = ("seed", "method", "path", "test", *profiles)
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip()
                 for row in [heads, *rows]]
        return lines, missing

    def first_success(self, profile):
        found = {}
        for method, path, status, test in self.by_profile[profile]:
            if status >= 400 or test.startswith("test_matrix."):  # which tries them all, and looks at none
                continue
            best = best_fit([row[2:] for row in OPERATIONS], method, path)
            if best:
                found.setdefault(best, test)
        return found


def best_fit(operations, method, path):
    """The (method, path) with the fewest parameters."""
    return min((one for one in operations if one[0] == method and fits(one[1], path)),
               key=lambda one: one[1].count(":"), default=None)


def fits(template, path):
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        one.startswith(":") and two or one == two for one, two in zip(wanted, given))


SEEN = Seen()
