"""Tenants: made by a command while the server runs, and closed to each other."""

import dataclasses

from . import checks
from .registry import test
from .test_jwt import parts
from .world import tag

HEADER = "x-tenant"


def tenant(world):
    """A new tenant and the header that names it."""
    name = tag()
    world.server.run("tenants", "create", name)
    return name, {HEADER: name}


def register(world, headers, **fields):
    form = world.form(**fields)
    answer = checks.status(world.api.post("/v1/registeruser", form, headers=headers), 201)
    return form, answer.json["user"]["id"]


@test
def an_unknown_tenant_is_404(world):
    headers = {HEADER: tag()}
    for answer in (world.api.post("/login", world.form(), headers=headers),
                   world.api.post("/v1/registeruser", world.form(), headers=headers),
                   world.api.get("/v1/briefuser/" + world.root.id, headers=headers)):
        checks.error(answer, 404)


@test
def users_of_one_tenant_are_invisible_in_the_other(world):
    _, headers = tenant(world)
    form, identity = register(world, headers)
    root_user = world.user()
    admin = world.admin()
    for path in (f"/v1/users/{identity}", f"/v1/briefuser/{identity}"):
        checks.error(world.api.get(path, token=admin.token), 404)
    checks.same(world.listed(admin, email=form["email"]), [], "list", world.api.last)
    answer = world.api.fresh("/v1/searchusers", {"keyword": form["email"]}, token=admin.token)
    checks.same(checks.status(answer, 200).json["users"], [], "search", answer)
    for method, path, body in (("PATCH", "/v1/users/", {"bio": "x"}), ("DELETE", "/v1/users/", {}),
                               ("PATCH", "/v1/userrole/", {"roleId": "editor"})):
        answer = world.api.request(method, path + identity, json=body, token=world.root.token)
        checks.error(answer, 404)
    checks.status(world.api.get(f"/v1/briefuser/{identity}", headers=headers), 200)
    checks.error(world.api.get(f"/v1/briefuser/{root_user.id}", headers=headers), 404)
    credentials = {"username": form["email"], "password": form["password"]}
    checks.error(world.api.post("/login", credentials), 401)
    credentials = {"username": root_user.email, "password": root_user.password}
    checks.error(world.api.post("/login", credentials, headers=headers), 401)


@test
def an_email_may_live_in_each_tenant(world):
    _, headers = tenant(world)
    user = world.user()
    _, identity = register(world, headers, email=user.email)
    checks.check(identity != user.id, "the same id", world.api.last)
    answer = world.api.post("/v1/registeruser", world.form(email=user.email), headers=headers)
    checks.error(answer, 409)
    checks.same(world.listed(world.root, email=user.email), [user.id], "list", world.api.last)


@test
def the_token_carries_the_tenant(world):
    name, headers = tenant(world)
    form, identity = register(world, headers)
    credentials = {"username": form["email"], "password": form["password"]}
    answer = checks.status(world.api.post("/login", credentials, headers=headers), 200)
    token = answer.json["accessToken"]
    checks.same(answer.json["tenantId"], name, "tenantId", answer)
    checks.check(parts(token)[1]["tenantId"] == name, "claim tenantId", answer)
    for more in ({}, {HEADER: "root"}):
        answer = world.api.get("/currentuser", token=token, headers=more)
        checks.same(checks.status(answer, 200).json["tenantId"], name, "tenantId", answer)
        checks.status(world.api.get(f"/v1/users/{identity}", token=token, headers=more), 200)


@test
def root_is_the_default_tenant(world):
    user = world.register()
    world.login(user, headers={HEADER: "root"})
    world.login(dataclasses.replace(user))
    checks.same(world.api.last.json["tenantId"], "root", "tenantId", world.api.last)


@test
def usernames_live_per_tenant_too(world):
    _, headers = tenant(world)
    name = tag()
    world.register(username=name)
    register(world, headers, username=name)
    answer = world.api.post("/v1/registeruser", world.form(username=name), headers=headers)
    checks.error(answer, 409)
