"""The process: it stops when told to, and keeps what it has answered."""

import signal
import threading

from . import checks
from .client import Failed
from .registry import test
from .world import World


def restarted(world, how):
    """The same store under a new process, which keeps the sessions of before."""
    code = world.server.end(how)
    if how is signal.SIGTERM and code != 0:
        raise Failed(f"exit code {code} after SIGTERM, expected 0: {world.server.log_tail()}")
    return World(world.server.start())


def survives(world, how):
    user, admin = world.user(bio="kept"), world.admin()
    ended = world.user()
    checks.status(world.api.post("/logout", token=ended.token), 200)
    deleted = world.register()
    checks.status(world.api.delete(f"/v1/users/{deleted.id}", token=admin.token), 200)
    before = world.get(user)
    kid = world.api.get("/publickey").json["keyId"]
    world = restarted(world, how)
    for actor in (user, admin):
        answer = world.api.get("/currentuser", token=actor.token)
        checks.same(checks.status(answer, 200).json["sessionId"], actor.session, "session", answer)
    checks.short_401(world.api.get("/currentuser", token=ended.token))
    checks.same(world.get(user), before, "the user", world.api.last)
    query = {"email": user.email, "consistency": "strong"}
    answer = world.api.get("/v1/users", query=query, token=admin.token)
    checks.same(checks.status(answer, 200).json["users"], [before], "list", answer)
    checks.error(world.api.get(f"/v1/users/{deleted.id}", token=admin.token), 404)
    checks.error(world.api.post("/v1/registeruser", world.form(email=user.email)), 409)
    world.login(user)
    checks.same(world.api.get("/publickey").json["keyId"], kid, "keyId", world.api.last)


@test(server="own")
def sigterm_ends_with_0_and_a_restart_keeps_users_and_sessions(servers):
    survives(servers.launch(), signal.SIGTERM)


@test(server="own")
def a_killed_process_loses_nothing_it_has_answered(servers):
    survives(servers.launch(), signal.SIGKILL)


@test(server="own")
def requests_under_way_are_finished_at_sigterm(servers):
    world = servers.launch()
    stop, answered, broken = threading.Event(), [], []

    def write():
        while not stop.is_set():
            form = world.form()
            try:
                if checks.status(world.api.post("/v1/registeruser", form), 201, 503).status == 201:
                    answered.append(form["email"])
            except (Failed, OSError) as error:
                broken.append(str(error))
                return
    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    while len(answered) < 20 and not broken:
        threads[0].join(0.01)
    code = world.server.end(signal.SIGTERM)
    stop.set()
    for thread in threads:
        thread.join()
    if code != 0:
        raise Failed(f"exit code {code} after SIGTERM, expected 0: {world.server.log_tail()}")
    world = World(world.server.start())
    query = {"pageNumber": 0, "consistency": "strong"}
    answer = world.api.get("/v1/users", query=query, token=world.root.token)
    kept = {row["email"] for row in checks.status(answer, 200).json["users"]}
    checks.check(set(answered) <= kept, f"lost {set(answered) - kept}", answer)
