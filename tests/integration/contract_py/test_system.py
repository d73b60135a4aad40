"""Health, metrics, keys and generated avatars."""

import re
import xml.etree.ElementTree

from . import checks
from .registry import test
from .world import UNKNOWN_ID


@test
def health_is_public(world):
    answer = checks.status(world.api.get("/health"), 200)
    checks.check(isinstance(answer.json, dict), "no object", answer)


@test
def admin_health_tells_of_the_parts(world):
    answer = world.api.get("/admin/health")
    if answer.status in (401, 403):
        answer = world.api.get("/admin/health", token=world.root.token)
    checks.status(answer, 200)
    for word in ("lag", "parked"):
        checks.check(word in answer.text, f"{word} is missing", answer)
    secrets = [world.server.root_password, world.server.master_key, "postgresql://"]
    checks.check(not any(text in answer.text for text in secrets), "a secret", answer)


@test
def metrics_are_prometheus_text(world):
    answer = world.api.get("/metrics")
    if answer.status in (401, 403):
        answer = world.api.get("/metrics", token=world.root.token)
    checks.status(answer, 200)
    checks.check(answer.header("content-type", "").startswith("text/plain"), "type", answer)
    line = re.compile(r"(#.*|[a-zA-Z_:][\w:]*(\{.*\})? [-+0-9.eENaInf]+( \d+)?|)\Z")
    wrong = [row for row in answer.text.split("\n") if not line.match(row)]
    checks.check(not wrong, f"lines {wrong[:3]}", answer)
    checks.check("# TYPE" in answer.text and "_bucket{" in answer.text, "no histogram", answer)
    checks.check(UNKNOWN_ID not in answer.text, "an id as a label", answer)


@test
def metrics_do_not_grow_with_ids_and_unknown_paths(world):
    for path in (f"/v1/briefuser/{UNKNOWN_ID}", "/nowhere-metric-path"):
        world.api.get(path)
    answer = world.api.get("/metrics", token=world.root.token)
    for text in (UNKNOWN_ID, "nowhere-metric-path"):
        checks.check(text not in checks.status(answer, 200).text, f"{text} is a label", answer)


@test
def the_jwks_is_public(world):
    answer = checks.status(world.api.get("/.well-known/jwks.json"), 200)
    checks.check(answer.json["keys"], "no keys", answer)
    checks.same(sorted(answer.json), ["keys"], "members", answer)


@test
def an_avatar_is_a_harmless_picture(world):
    user = world.register(fullname='<script>alert("x")</script> & Söhne')
    answer = checks.status(world.api.get(f"/avatars/{user.id}.svg"), 200)
    checks.check(answer.header("content-type", "").startswith("image/svg+xml"), "type", answer)
    root = xml.etree.ElementTree.fromstring(answer.body)
    checks.same(root.tag, "{http://www.w3.org/2000/svg}svg", "root element", answer)
    checks.check("script" not in {element.tag.rpartition("}")[2] for element in root.iter()},
                 "a script", answer)
    again = world.api.get(f"/avatars/{user.id}.svg")
    checks.same(again.body, answer.body, "the picture", again)


@test
def two_people_have_two_avatars(world):
    first, second = world.register(), world.register()
    pictures = {world.api.get(f"/avatars/{user.id}.svg").body for user in (first, second)}
    checks.same(len(pictures), 2, "pictures", world.api.last)


@test
def an_avatar_of_no_id_is_refused(world):
    for path in ("/avatars/nonsense.svg", "/avatars/.svg", f"/avatars/{UNKNOWN_ID}.png",
                 "/avatars/%3Cscript%3E.svg"):
        checks.status(world.api.get(path), 400, 404)
