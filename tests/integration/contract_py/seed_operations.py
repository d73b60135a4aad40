"""Every operation of the service contract, and which test has used it with success."""

import collections

OPERATIONS = [tuple(line.split()) for line in """
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
""".strip().splitlines()]


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

    def table(self, profiles):
        """(lines, missing operations)."""
        first = {profile: self.first_success(profile) for profile in profiles}
        rows, missing = [], []
        for name, method, path in OPERATIONS:
            tests = [first[profile].get((method, path)) for profile in profiles]
            rows.append((method, path, next((one for one in tests if one), "-"),
                         *("yes" if one else "MISSING" for one in tests)))
            missing += [f"{name} [{profile}]" for profile, one in zip(profiles, tests) if not one]
        heads = ("method", "path", "test", *profiles)
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip()
                 for row in [heads, *rows]]
        return lines, missing

    def first_success(self, profile):
        found = {}
        for method, path, status, test in self.by_profile[profile]:
            if status >= 400:
                continue
            best = max((row for row in OPERATIONS if row[1] == method and fits(row[2], path)),
                       key=lambda row: -row[2].count(":"), default=None)
            if best:
                found.setdefault(best[1:], test)
        return found


def fits(template, path):
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        one.startswith(":") and two or one == two for one, two in zip(wanted, given))


SEEN = Seen()
