"""Server-sent events: streamtest of the seed, and the log as it grows."""

from . import checks
from .event_reader import EventReader
from .registry import test
from .world import UNKNOWN_ID, tag


def opened(world, path, **options):
    reader = EventReader(world.server.port, path, **options)
    checks.check(reader.status == 200, f"{path} answers {reader.status}", world.api.last)
    kind = reader.answer.getheader("content-type")
    checks.check(kind == "text/event-stream", f"content type {kind!r}", world.api.last)
    return reader


@test
def streamtest_sends_every_field_and_then_the_end(world):
    user = world.user()
    shown = world.get(user)
    with opened(world, f"/v1/streamtest/{user.id}", token=user.token) as reader:
        frames = reader.until(lambda one: one["event"] == "end")
        got = {}
        for frame in frames[:-1]:
            checks.check(frame["event"] == "field", f"frame {frame}", world.api.last)
            got.update(frame["data"])
        checks.check(got == shown, f"streamed {got}, expected {shown}", world.api.last)
        checks.check(reader.frame() is None, "something behind the end", world.api.last)


@test
def streamtest_is_for_oneself_and_admins(world):
    user, other = world.user(), world.user()
    path = f"/v1/streamtest/{user.id}"
    checks.status(world.api.get(path), 401)
    checks.status(world.api.get(path, token=other.token), 403)
    checks.status(world.api.get(f"/v1/streamtest/{UNKNOWN_ID}", token=world.root.token), 404)
    checks.status(world.api.get("/v1/streamtest/nonsense", token=world.root.token), 400)
    with opened(world, path, token=world.root.token) as reader:
        checks.check(reader.until(lambda one: one["event"] == "end"), "no frames", world.api.last)


@test
def events_are_for_admins(world):
    user = world.user()
    checks.status(world.api.get("/v1/events"), 401)
    checks.status(world.api.get("/v1/events", token=user.token), 403)
    for query in ({"after": "x"}, {"after": "-1"}, {"after": "99999999999"}):
        checks.status(world.api.get("/v1/events", query=query, token=world.root.token), 400)
    checks.status(world.api.get("/v1/events", token=world.root.token,
                                headers={"last-event-id": "nonsense"}), 400)


@test
def events_come_in_order_and_go_on_where_the_reader_was(world):
    user = world.user()
    with opened(world, "/v1/events", query={"after": "0"}, token=world.root.token) as reader:
        mine = lambda one: one["data"].get("subject") == f"user-{user.id}"  # noqa: E731
        frames = reader.until(mine)
    positions = [int(one["id"]) for one in frames]
    checks.check(positions == sorted(set(positions)), f"order {positions}", world.api.last)
    event = frames[-1]["data"]
    checks.check(event["type"] == "authledger.user.registered.v2" == frames[-1]["event"],
                 f"event {event}", world.api.last)
    checks.check(event["position"] == positions[-1] and event["tenantid"] == "root",
                 f"event {event}", world.api.last)
    middle = positions[len(positions) // 2]
    with opened(world, "/v1/events", query={"after": "0"}, token=world.root.token,
                headers={"last-event-id": str(middle)}) as reader:
        again = [int(one["id"]) for one in reader.until(mine)]
    checks.check(again == [one for one in positions if one > middle], f"{again}", world.api.last)


@test
def events_come_as_they_happen_without_secrets(world):
    word = tag()
    with opened(world, "/v1/events", token=world.root.token) as reader:
        user = world.register(email=f"{word}@example.com", fullname=f"Person {word}")
        frames = reader.until(lambda one: one["data"].get("subject") == f"user-{user.id}")
    data = frames[-1]["data"]["data"]
    checks.check(set(data["email"]) == {"personal"}, f"email {data['email']}", world.api.last)
    checks.check("passwordHash" not in data, f"members {sorted(data)}", world.api.last)
    checks.check(word not in str(frames), "personal data in the open", world.api.last)


@test
def an_ended_session_ends_its_stream(world):
    admin = world.admin()
    with opened(world, "/v1/events", token=admin.token) as reader:
        checks.status(world.api.post("/logout", token=admin.token), 200)
        frames = reader.until(lambda one: one["event"] == "end")
        checks.check(frames and frames[-1]["data"]["reason"] == "session", f"{frames[-1:]}",
                     world.api.last)
        checks.check(reader.frame() is None, "something behind the end", world.api.last)


@test
def an_admin_who_is_none_any_more_is_let_go(world):
    admin = world.admin()
    with opened(world, "/v1/events", token=admin.token) as reader:
        world.set_role(admin, "user")
        frames = reader.until(lambda one: one["event"] == "end")
        checks.check(frames and frames[-1]["event"] == "end", f"{frames[-1:]}", world.api.last)
