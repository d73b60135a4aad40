"""The pages and the documents that describe the interface."""

import re

from . import checks
from .registry import test

PAGES = {"/": "face.js", "/login": "login.js", "/swagger": "swagger.js"}


def policy(answer):
    """The Content-Security-Policy as {directive: [sources]}."""
    parts = [one.split() for one in answer.header("content-security-policy", "").split(";")]
    return {one[0]: one[1:] for one in parts if one}


@test
def pages_load_nothing_from_elsewhere(world):
    for path, script in PAGES.items():
        answer = checks.status(world.api.get(path), 200)
        checks.check(answer.header("content-type").startswith("text/html"), "type", answer)
        used = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
        checks.check(any(one.endswith(script) for one in used), f"{used}", answer)
        checks.check(not any("//" in one for one in used), f"{used}", answer)
        for one in used:
            if one.startswith("assets/"):
                checks.status(world.api.get("/" + one), 200)


@test
def pages_allow_no_inline_code(world):
    for path in [*PAGES, "/assets/face.js"]:
        answer = checks.status(world.api.get(path), 200)
        sources = policy(answer)
        checks.check(sources["default-src"] == ["'none'"], f"{sources}", answer)
        checks.check(sources["script-src"] == sources["style-src"] == ["'self'"], f"{sources}", answer)
        checks.check("unsafe" not in answer.header("content-security-policy"), f"{sources}", answer)
        checks.check(not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", answer.text)
                     or path.endswith(".js"), "inline code", answer)


@test
def pages_are_kept_until_they_change(world):
    answer = checks.status(world.api.get("/assets/base.css"), 200)
    tag = answer.header("etag")
    again = world.api.get("/assets/base.css", headers={"if-none-match": tag})
    checks.status(again, 304)
    checks.check(not again.body, "a body", again)
    checks.status(world.api.get("/assets/base.css", headers={"if-none-match": '"other"'}), 200)


@test
def unknown_files_are_not_there(world):
    for name in ("nothing.css", "..%2fface.js", "%2e%2e", "face.js%00"):
        checks.status(world.api.get("/assets/" + name), 404, 400)


@test
def the_icon_is_one(world):
    answer = checks.status(world.api.get("/favicon.ico"), 200)
    checks.check(answer.body.startswith(b"\x00\x00\x01\x00"), "no icon", answer)
    checks.check(answer.header("content-type") == "image/x-icon", "type", answer)


@test
def documents_name_what_they_are(world):
    openapi = checks.status(world.api.get("/openapi.json"), 200)
    checks.check(openapi.json["openapi"].startswith("3.1."), "version", openapi)
    asyncapi = checks.status(world.api.get("/asyncapi.json"), 200)
    checks.check(asyncapi.json["asyncapi"].startswith("3."), "version", asyncapi)
    postman = checks.status(world.api.get("/getPostmanCollection"), 200)
    checks.check("v2.1.0" in postman.json["info"]["schema"], "version", postman)
    checks.check("attachment" in postman.header("content-disposition"), "disposition", postman)
