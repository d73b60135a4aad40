"""The operations as the program itself lists them, and a sound request for each."""

import json
import re
import uuid

from . import apps, codes, images
from .client import NO_BODY
from .manage import add_member, assign, form, make_app, make_role, sign_up
from .world import OTHER_PASSWORD, PASSWORD, tag


class Operation:
    """A row of the product's table of routes."""

    def __init__(self, row):
        self.name, self.method, self.path = row["name"], row["method"], row["path"]
        self.access, self.status, self.writes = row["access"], row["status"], row["writes"]
        self.body, self.file, self.action = row["body"], row["file"], row["action"]
        self.data_name, self.read_model = row["dataName"], row["readModel"]
        self.form = row["form"]

    @property
    def sends_code(self):
        """A person gets one at a time, so that each request is about another one."""
        return self.path.startswith(codes.BASE) or self.name in POOL_SENDS_CODE

    def parameters(self):
        return re.findall(r":(\w+)", self.path)

    def at(self, values):
        """The path with these values for its parameters."""
        return re.sub(r":(\w+)", lambda found: values[found[1]], self.path)

    def __str__(self):
        return f"{self.name} ({self.method} {self.path})"


def read(world):
    return [Operation(row) for row in json.loads(world.server.run("routes", "--json"))]


def _grant(world):
    body = {"permissionName": "p." + tag(), "roleId": tag()}
    answer = world.api.post("/v1/permissions", body, token=world.root.token)
    return answer.json["permission"]["id"]


def _group(world):
    answer = world.api.post("/v1/usergroups", {"groupName": tag()}, token=world.root.token)
    return answer.json["userGroup"]["id"]


def _member(world, person):
    body = {"groupId": _group(world), "userId": person.id}
    answer = world.api.post("/v1/usergroupmembers", body, token=world.root.token)
    return answer.json["userGroupMember"]["id"]


def _file(world, person):
    return images.upload(world, images.png(), token=person.token).json["userAvatarsFile"]


# A new thing for each path parameter; `userId` is the person that the request is about.
OBJECTS = {
    "userId": lambda world, person: person.id,
    "permissionId": lambda world, person: _grant(world),
    "permissionName": lambda world, person: "orders.manage",
    "id": lambda world, person: person.id,
    "userGroupId": lambda world, person: _group(world),
    "groupId": lambda world, person: _group(world),
    "userGroupMemberId": _member,
    "userAvatarsFileId": lambda world, person: _file(world, person)["id"],
    "fileId": lambda world, person: _file(world, person)["id"],
    "accessKey": lambda world, person: _file(world, person)["accessKey"],
    "file": lambda world, person: "face.css",
    "sessionId": lambda world, person: person.session,
    "app_id": lambda world, person: make_app(world).id,
}
POOL_SENDS_CODE = ("poolConfirm", "poolResendCode", "poolForgotPassword", "poolResetPassword",
                   "poolLogin", "poolRefresh")


def _code(service, by_mobile=False, password=False):
    """A right code, just started."""
    def body(world, person):
        form = _start(service, by_mobile)(world, person)
        more = {"password": OTHER_PASSWORD} if password else {}
        return {**form, **more, "secretCode": codes.code(codes.start(world, service, **form))}
    return body


def _start(service, by_mobile=False):
    def body(world, person):
        if service == codes.MOBILE:
            world.api.patch(f"/v1/users/{person.id}", {"mobile": codes.number()},
                            token=world.root.token)
        mobile = codes.verify_mobile(world, person) if by_mobile else None
        if service in (codes.EMAIL_2FA, codes.MOBILE_2FA):
            return {"userId": person.id, "sessionId": person.session}
        return {"mobile": mobile} if by_mobile else {"email": person.email}
    return body


def _app_member(world, person, role=False):
    """Of an app of somebody else's."""
    app = make_app(world, url="https://app.example")
    member = add_member(world, app, world.register())
    body = {"app_id": app.id, "user_id": member.id}
    return {**body, "role_id": make_role(world, app)["id"]} if role else body


def _assigned(world):
    app = make_app(world)
    role, member = make_role(world, app), add_member(world, app, world.register())
    return app, role, member, assign(world, app, role, member)


def _replaced(world, person):
    app, _, member, _ = _assigned(world)
    return {"app_id": app.id, "user_id": member.id, "role_id": make_role(world, app)["id"]}


# A body that succeeds, given the person whom the request is about.
BODIES = {
    "registerUser": lambda world, person: world.form(),
    "createUser": lambda world, person: world.form(),
    "updateUser": lambda world, person: {"bio": "x"},
    "updateProfile": lambda world, person: {"bio": "x"},
    "restoreProfile": lambda world, person: _archived(world),
    "updateUserRole": lambda world, person: {"roleId": "editor"},
    "updateUserPassword": lambda world, person: {"oldPassword": PASSWORD,
                                                 "newPassword": OTHER_PASSWORD},
    "updateUserPasswordByAdmin": lambda world, person: {"password": OTHER_PASSWORD},
    "login": lambda world, person: {"username": person.email, "password": PASSWORD},
    "grantPermission": lambda world, person: {"permissionName": "p." + tag(),
                                              "subjectUserId": person.id},
    "createUserGroup": lambda world, person: {"groupName": tag()},
    "updateUserGroup": lambda world, person: {"groupName": tag()},
    "createUserGroupMember": lambda world, person: {"groupId": _group(world), "userId": person.id},
    "startEmailVerification": _start(codes.EMAIL),
    "completeEmailVerification": _code(codes.EMAIL),
    "startMobileVerification": _start(codes.MOBILE),
    "completeMobileVerification": _code(codes.MOBILE),
    "startEmailSecondFactor": _start(codes.EMAIL_2FA),
    "completeEmailSecondFactor": _code(codes.EMAIL_2FA),
    "startMobileSecondFactor": _start(codes.MOBILE_2FA, by_mobile=True),
    "completeMobileSecondFactor": _code(codes.MOBILE_2FA, by_mobile=True),
    "startPasswordResetByEmail": _start(codes.RESET_EMAIL),
    "completePasswordResetByEmail": _code(codes.RESET_EMAIL, password=True),
    "startPasswordResetByMobile": _start(codes.RESET_MOBILE, by_mobile=True),
    "completePasswordResetByMobile": _code(codes.RESET_MOBILE, by_mobile=True, password=True),
    "poolSignUp": lambda world, person: {"email": f"{tag()}@example.com", "username": tag(),
                                         "password": PASSWORD},
    "poolConfirm": lambda world, person: {
        "username": person.email,
        "confirm_code": codes.code(codes.start(world, codes.EMAIL, email=person.email))},
    "poolResendCode": lambda world, person: {"username": person.email},
    "poolForgotPassword": lambda world, person: {"username": person.email},
    "poolResetPassword": lambda world, person: {
        "username": person.email, "password": OTHER_PASSWORD,
        "confirm_code": codes.code(codes.start(world, codes.RESET_EMAIL, email=person.email))},
    "poolLogin": lambda world, person: _confirmed(world, person),
    "poolRefresh": lambda world, person: {"refresh_token": world.api.post(
        "/user_login", _confirmed(world, person)).json["data"]["refresh_token"]},
    "poolLoginGoogle": lambda world, person: {"id_token": "none"},
    "poolReferenceMail": lambda world, person: {"username": person.email,
                                                "destination_email": f"{tag()}@example.com"},
    "updateSecondFactor": lambda world, person: {"secondFactor": "email"},
    "manageSignup": lambda world, person: form(),
    "manageLogin": lambda world, person: {"email": world.register().email, "password": PASSWORD},
    "manageRefresh": lambda world, person: {
        "refresh_token": sign_up(world).tokens["refresh_token"]},
    "manageJoin": lambda world, person: {"app": make_app(world).name},
    "getUrlAndToken": lambda world, person: {
        "app_id": make_app(world, url="https://app.example").id},
    "postAddAndUpdateSecret": lambda world, person: {"app_id": make_app(world).id, "secret": tag()},
    "postAddApps": lambda world, person: {"app_name": "App " + tag()},
    "putUpdateApps": lambda world, person: {"app_id": make_app(world).id, "description": tag()},
    "banUser": lambda world, person: _app_member(world, person),
    "unbanUser": lambda world, person: _app_member(world, person),
    "postAddUserToApp": lambda world, person: _app_member(world, person),
    "setMemberActive": lambda world, person: {**_app_member(world, person), "active": False},
    "postCreateRole": lambda world, person: {"app_id": make_app(world).id, "name": tag()},
    "putUpdateRole": lambda world, person: {"role_id": make_role(world, make_app(world))["id"]},
    "deleteRole": lambda world, person: {"role_id": make_role(world, make_app(world))["id"]},
    "postAssinRole": lambda world, person: _app_member(world, person, role=True),
    "putUpdateAssinRole": _replaced,
    "deleteAssinRole": lambda world, person: {"ur_id": _assigned(world)[3]["ur_id"]},
    "getAlluserWithAssinRoleByAppId": lambda world, person: {"app_id": make_app(world).id},
    "getUserWithTokenByApp": lambda world, person: {"app_id": make_app(world).id},
    "checkPermissions": lambda world, person: {
        "checks": [{"userId": person.id, "permissionName": "p", "objectId": str(uuid.uuid4())}]},
}
# The same for bodies that are forms.
FORMS = {
    "oauthToken": lambda world, person: {"grant_type": "refresh_token",
                                         "refresh_token": apps.tokens(world, person)["refresh_token"]},
    "oauthIntrospect": lambda world, person: {"token": "nonsense"},
    "oauthRevoke": lambda world, person: {"token": "nonsense"},
}
QUERIES = {"searchUsers": lambda world: {"keyword": "person"},
           "getSecret": lambda world: {"app_id": make_app(world).id}}


def _confirmed(world, person):
    """What logs the person in on the pool face, the address confirmed."""
    value = codes.code(codes.start(world, codes.EMAIL, email=person.email))
    codes.complete(world, codes.EMAIL, email=person.email, secretCode=value)
    return {"username": person.email, "password": person.password}


def _archived(world):
    person = world.user()
    world.api.delete(f"/v1/archiveprofile/{person.id}", token=person.token)
    return {"username": person.email, "password": person.password}


def _send_form(world, operation, person, token, options):
    if operation.name not in FORMS:
        raise Unknown(f"{operation}: FORMS in operations.py has nothing for it")
    headers = dict(options.pop("headers", None) or {})
    if token:
        headers["authorization"] = "Bearer " + token
    return apps.post_form(world, operation.path, FORMS[operation.name](world, person), headers)


class Unknown(Exception):
    """A new operation for which nobody has said what a sound request is."""


def request(world, operation, person, token=None, **options):
    """Sends a sound request about the person."""
    values = {}
    for name in operation.parameters():
        if name not in OBJECTS:
            raise Unknown(f"{operation}: OBJECTS in operations.py has nothing for :{name}")
        values[name] = OBJECTS[name](world, person)
    if operation.body and operation.name not in BODIES:
        raise Unknown(f"{operation}: BODIES in operations.py has nothing for it")
    if operation.file:
        return images.upload(world, images.png(), token=token, **options)
    if operation.form:
        return _send_form(world, operation, person, token, options)
    body = BODIES[operation.name](world, person) if operation.body else NO_BODY
    query = QUERIES[operation.name](world) if operation.name in QUERIES else None
    return world.api.request(operation.method, operation.at(values), json=body, token=token,
                             query=query, **options)
