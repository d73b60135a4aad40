"""Avatar files: upload, download, get, list, delete, and what attackers upload."""

import base64
import zlib

from . import checks
from .images import chunk, form, gif, jpeg, noise_png, part, png, upload, webp
from .registry import test
from .test_tenants import register as register_in, tenant
from .world import PASSWORD, UNKNOWN_ID

FILE_KEYS = {"id", "fileName", "mimeType", "fileSize", "accessKey", "ownerId", "metadata", "userId",
             "recordVersion", "createdAt", "updatedAt", "_owner", "isActive"}
SCRIPT = b"<script>alert(document.cookie)</script>"
RESIDENT_GROWTH_KIB = 96 * 1024  # what judging the attacks may add to the process


def sent(world, user, data=None, name="me.png", **options):
    answer = upload(world, png() if data is None else data, name, token=user.token, **options)
    return checks.status(answer, 201).json["userAvatarsFile"]


def file_object(answer, found, user, **expected):
    checks.keys(found, FILE_KEYS, "userAvatarsFile", answer)
    for key in ("ownerId", "userId", "_owner"):
        checks.same(found[key], user.id, key, answer)
    checks.check(len(found["accessKey"]) == 12, "accessKey has not 12 characters", answer)
    for key, value in expected.items():
        checks.same(found[key], value, key, answer)


def by_id(found):
    return "/bucket/userAvatars/download/" + found["id"]


def by_key(found):
    return "/bucket/userAvatars/download/key/" + found["accessKey"]


@test
def the_life_of_an_avatar_file(world):
    user, data = world.user(), png(40, 30)
    answer = upload(world, data, "my face.png", "image/png", token=user.token,
                    metadata='{"alt": "me", "tags": ["a", 1, {"b": null}]}')
    found = checks.envelope(answer, 201, method="POST", action="create", name="userAvatarsFile",
                            caller=user)
    file_object(answer, found, user, fileName="my face.png", mimeType="image/png",
                fileSize=len(data), recordVersion=1, isActive=True,
                metadata={"alt": "me", "tags": ["a", 1, {"b": None}]})
    path = "/v1/useravatarsfiles/" + found["id"]
    answer = world.api.get(path, token=user.token)
    single = checks.envelope(answer, 200, method="GET", action="get", name="userAvatarsFile",
                             caller=user)
    checks.same(base64.b64decode(single.pop("fileData"), validate=True), data, "fileData", answer)
    checks.same(single, found, "the file", answer)
    answer = world.api.fresh("/v1/useravatarsfiles", token=user.token)
    rows = checks.envelope(answer, 200, method="GET", action="list", source=world.read_model,
                           name="userAvatarsFiles", caller=user)
    checks.same(rows, [found], "list", answer)
    answer = world.api.delete(path, token=user.token)
    gone = checks.envelope(answer, 200, method="DELETE", action="delete", name="userAvatarsFile",
                           caller=user)
    checks.same(base64.b64decode(gone.pop("fileData"), validate=True), data, "fileData", answer)
    file_object(answer, gone, user, isActive=False, recordVersion=2)
    for path, token, code in ((path, world.root.token, 404), (path, user.token, 403),
                              (by_id(found), world.root.token, 404), (by_key(found), None, 404)):
        checks.error(world.api.get(path, token=token), code)
    answer = world.api.fresh("/v1/useravatarsfiles", token=user.token)
    checks.same(answer.json["userAvatarsFiles"], [], "list", answer)


@test
def every_type_comes_back_as_it_was(world):
    user = world.user()
    for data, name, kind in ((png(), "a.png", "image/png"), (jpeg(), "a.jpg", "image/jpeg"),
                             (jpeg(), "A.JPEG", "image/jpeg"), (gif(), "a.gif", "image/gif"),
                             (webp(), "ä b.webp", "image/webp")):
        for declared in (kind, None, "application/octet-stream"):
            found = sent(world, user, data, name, kind=declared)
            checks.same(found["mimeType"], kind, "mimeType", world.api.last)
        for path, token in ((by_id(found), user.token), (by_key(found), None)):
            answer = checks.status(world.api.get(path, token=token), 200)
            checks.same(answer.body, data, "bytes", answer)
            checks.same(answer.header("content-type"), kind, "content-type", answer)
            checks.same(answer.header("x-content-type-options"), "nosniff", "nosniff", answer)
            disposition = answer.header("content-disposition")
            checks.check(disposition.startswith("inline; filename=") and disposition.isascii(),
                         disposition, answer)
            checks.check("sandbox" in answer.header("content-security-policy"), "no sandbox", answer)
            checks.check("max-age=" in answer.header("cache-control"), "cache-control", answer)


@test
def a_large_file_comes_back_whole(world):
    user, data = world.user(), noise_png(1100, 1500)
    checks.check(4_900_000 < len(data) < 5 << 20, f"{len(data)} bytes", world.api.last)
    found = sent(world, user, data)
    answer = checks.status(world.api.get(by_id(found), token=user.token), 200)
    checks.check(answer.body == data, "other bytes", answer)


@test
def downloads_are_conditional_and_partial(world):
    user, data = world.user(), png(20, 20, chunk(b"tEXt", b"Title\0" + b"x" * 500))
    found = sent(world, user, data)
    for path, token in ((by_id(found), user.token), (by_key(found), None)):
        def get(_path=path, _token=token, **headers):
            named = {key.replace("_", "-"): value for key, value in headers.items()}
            return world.api.get(_path, token=_token, headers=named)
        etag = checks.status(get(), 200).header("etag")
        for value in (etag, "W/" + etag, '"x", ' + etag, "*"):
            answer = checks.status(get(if_none_match=value), 304)
            checks.same(answer.body, b"", "body", answer)
            checks.same(answer.header("etag"), etag, "etag", answer)
        checks.same(checks.status(get(if_none_match='"other"'), 200).body, data, "body",
                    world.api.last)
        for value, first, last in (("bytes=0-9", 0, 9), ("bytes=-5", len(data) - 5, len(data) - 1),
                                   ("bytes=100-", 100, len(data) - 1),
                                   ("bytes=0-999999", 0, len(data) - 1)):
            answer = checks.status(get(range=value), 206)
            checks.same(answer.body, data[first:last + 1], value, answer)
            checks.same(answer.header("content-range"), f"bytes {first}-{last}/{len(data)}",
                        "content-range", answer)
        checks.status(get(range="bytes=0-1", if_range=etag), 206)
        for headers in ({"range": "bytes=0-1", "if_range": '"other"'}, {"range": "bytes=0-1,5-6"},
                        {"range": "lines=1-2"}, {"range": "bytes=5-2"}):
            checks.same(checks.status(get(**headers), 200).body, data, "all of it", world.api.last)
        answer = get(range=f"bytes={len(data)}-")
        checks.error(answer, 416, message="errMsg_rangeNotSatisfiable")
        checks.same(answer.header("content-range"), f"bytes */{len(data)}", "content-range", answer)
        answer = checks.status(world.api.request("HEAD", path, token=token,
                                                 headers={"range": "bytes=0-1"}), 200)
        checks.same(answer.header("content-length"), str(len(data)), "length", answer)
        checks.same(answer.header("accept-ranges"), "bytes", "accept-ranges", answer)


@test
def who_may_with_avatar_files(world):
    owner, stranger, admin = world.user(), world.user(), world.admin()
    callers = {"nobody": (None, 401), "stranger": (stranger.token, 403),
               "owner": (owner.token, 200), "admin": (admin.token, 200),
               "superAdmin": (world.root.token, 200)}
    for caller, (token, code) in callers.items():
        found = sent(world, owner)
        for method, path in (("GET", by_id(found)), ("GET", "/v1/useravatarsfiles/" + found["id"]),
                             ("DELETE", "/v1/useravatarsfiles/" + found["id"])):
            answer = world.api.request(method, path, token=token)
            checks.check(answer.status == code, f"{caller}: {answer.status}, expected {code}", answer)
            if code >= 400:
                checks.error(answer, code)
    for method, path in (("GET", "/bucket/userAvatars/download/"), ("GET", "/v1/useravatarsfiles/"),
                         ("DELETE", "/v1/useravatarsfiles/")):
        checks.error(world.api.request(method, path + UNKNOWN_ID, token=stranger.token), 403)
        checks.error(world.api.request(method, path + UNKNOWN_ID, token=admin.token), 404)
        checks.error(world.api.request(method, path + "x", token=stranger.token), 400)
    checks.error(world.api.get("/v1/useravatarsfiles"), 401)
    checks.error(upload(world, png(), token=None), 401)
    for key in ("x" * 12, "x", "x" * 500, found["accessKey"][:-1] + "%C3%A9"):
        checks.error(world.api.get("/bucket/userAvatars/download/key/" + key), 404)


@test
def lists_show_own_files_and_administrators_all(world):
    owner, other, admin = world.user(), world.user(), world.admin()
    files = [sent(world, owner, data, name) for data, name in
             ((png(), "a.png"), (gif(), "b.gif"), (jpeg(), "c.jpg"))]
    sent(world, other)

    def listed(actor, **query):
        answer = world.api.fresh("/v1/useravatarsfiles", query, token=actor.token)
        return [row["id"] for row in checks.status(answer, 200).json["userAvatarsFiles"]]
    ids = [one["id"] for one in files]
    checks.same(listed(owner), ids[::-1], "own", world.api.last)
    checks.same(listed(owner, pageNumber=0), ids[::-1], "own, streamed", world.api.last)
    checks.check("fileData" not in world.api.last.text, "bytes in a list", world.api.last)
    checks.same(listed(owner, mimeType="GIF"), [ids[1]], "mimeType", world.api.last)
    checks.same(listed(owner, sortBy="fileName:asc", pageRowCount=2), ids[:2], "sorted",
                world.api.last)
    checks.same(listed(owner, ownerId=other.id), [], "somebody else's", world.api.last)
    checks.same(listed(admin, ownerId=owner.id), ids[::-1], "as admin", world.api.last)
    checks.same(listed(admin, userId=[owner.id, other.id], mimeType=["gif", "jpeg"]), ids[:0:-1],
                "as admin", world.api.last)
    checks.error(world.api.get("/v1/useravatarsfiles", query={"fileName": "a"}, token=owner.token),
                 400, names=("fileName",))


@test
def files_of_people_who_are_gone_are_not_served(world):
    deleted, archived = world.user(), world.user()
    files = [sent(world, deleted), sent(world, archived)]
    for found in files:
        checks.status(world.api.get(by_key(found)), 200)
    checks.status(world.api.delete(f"/v1/users/{deleted.id}", token=world.root.token), 200)
    checks.status(world.api.delete(f"/v1/archiveprofile/{archived.id}", token=archived.token), 200)
    for found in files:
        checks.error(world.api.get(by_key(found)), 404)


@test
def avatar_files_stay_in_their_tenant(world):
    _, headers = tenant(world)
    form_, _ = register_in(world, headers)
    answer = world.api.post("/login", {"username": form_["email"], "password": PASSWORD},
                            headers=headers)
    token = checks.status(answer, 200).json["accessToken"]
    found = checks.status(upload(world, png(), token=token), 201).json["userAvatarsFile"]
    checks.status(world.api.get(by_key(found), headers=headers), 200)
    checks.error(world.api.get(by_key(found)), 404)
    checks.error(world.api.get(by_id(found), token=world.root.token), 404)
    checks.error(world.api.delete("/v1/useravatarsfiles/" + found["id"], token=world.root.token), 404)


def resident_kib(world):
    with open(f"/proc/{world.server.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def bombs_and_polyglots():
    zeros = zlib.compress(bytes(64 << 20), 9)
    small = bytes(1 + 3 * 3) * 2
    text = b"Comment\0" + SCRIPT
    return (
        ("a ZIP behind a PNG", png() + b"PK\3\4" + b"x" * 30 + b"PK\5\6" + bytes(18), "a.png", 400),
        ("a page behind a JPEG", jpeg() + b"<html>" + SCRIPT, "a.jpg", 400),
        ("a byte behind a GIF", gif() + b"\0", "a.gif", 400),
        ("a byte behind a WebP", webp() + b"\0", "a.webp", 400),
        ("a script in a PNG text", png(between=chunk(b"tEXt", text)), "a.png", 400),
        ("a packed script in a PNG",
         png(between=chunk(b"zTXt", b"C\0\0" + zlib.compress(SCRIPT))), "a.png", 400),
        ("a script in a JPEG comment",
         jpeg(between=b"\xff\xfe" + (len(SCRIPT) + 2).to_bytes(2, "big") + SCRIPT), "a.jpg", 400),
        ("an archive inside a PNG",
         png(between=chunk(b"prVt", b"PK\3\4stuffPK\5\6" + bytes(18))), "a.png", 400),
        ("a PNG that unpacks to 64 MiB", png(pixels=bytes(64 << 20)), "a.png", 400),
        ("a PNG text that unpacks to 64 MiB", png(between=chunk(b"zTXt", b"C\0\0" + zeros)),
         "a.png", 400),
        ("a colour profile that unpacks to 64 MiB",
         png(between=chunk(b"iCCP", b"C\0\0" + zeros)), "a.png", 400),
        ("a PNG of 100 megapixels", png(10_000, 10_000, pixels=small), "a.png", 400),
        ("a PNG of 2^62 pixels", png(0x7fffffff, 0x7fffffff, pixels=small), "a.png", 400),
        ("a JPEG of 65535 x 65535", jpeg(65535, 65535), "a.jpg", 400),
        ("a GIF of 65535 x 65535", gif(65535, 65535), "a.gif", 400),
        ("a WebP of 16384 x 16384", webp(16384, 16384), "a.webp", 400),
        ("a GIF of 1001 frames", gif(1, 1, 1001), "a.gif", 400),
    )


def names_and_types():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    return (
        ("an SVG", svg, "a.svg", 415), ("an SVG called PNG", svg, "a.png", 415),
        ("a page called PNG", b"<!doctype html>" + SCRIPT, "a.png", 415),
        ("a PDF", b"%PDF-1.7\n%...", "a.pdf", 415), ("a program", b"\x7fELF\2\1\1", "a.png", 415),
        ("a PNG called JPEG", png(), "a.jpg", 400), ("a JPEG called PNG", jpeg(), "a.png", 400),
        ("two extensions", png(), "a.php.png", 400), ("an end that is none", png(), "a.png.exe", 400),
        ("no extension", png(), "a", 400), ("no name", png(), "", 400),
        ("a path", png(), "../../etc/cron.d/a.png", 400),
        ("a path of Windows", png(), "..\\\\..\\\\a.png", 400), ("a drive", png(), "C:a.png", 400),
        ("a zero byte", png(), "a.php\0.png", 400), ("a tab", png(), "a\tb.png", 400),
        ("a direction mark", png(), "a\u202egnp.png", 400), ("a tag", png(), "<b>.png", 400),
        ("a long name", png(), "a" * 300 + ".png", 400), ("nothing in it", b"", "a.png", 400),
    )


@test
def attacks_are_refused_in_bounded_memory(world):
    user = world.user()
    sent(world, user)
    before = resident_kib(world)
    for what, data, name, code in bombs_and_polyglots() + names_and_types():
        answer = upload(world, data, name, token=user.token)
        checks.check(answer.status == code, f"{what}: {answer.status}, expected {code}", answer)
        checks.error(answer, code)
    grown = resident_kib(world) - before
    checks.check(grown < RESIDENT_GROWTH_KIB, f"{grown} KiB more are resident", world.api.last)
    answer = world.api.fresh("/v1/useravatarsfiles", token=user.token)
    checks.same(answer.json["paging"]["totalRowCount"], 1, "files", answer)


@test
def what_an_upload_must_be(world):
    user = world.user()

    def refused(code, *parts, body=None, **options):
        answer = upload(world, b"", token=user.token, body=body or form(*parts), **options)
        checks.error(answer, code)
        return answer
    file = part("file", png(), "a.png")
    refused(400, part("metadata", b"{}"))
    refused(400, part("file", png()))
    refused(400, file, file)
    refused(400, file, part("metadata", b"{}"), part("metadata", b"{}"))
    for metadata in (b"", b"[]", b"7", b"{", b'{"a":1,"a":2}', b"\xff", b'{"a":"' + b"x" * 17000 + b'"}'):
        checks.check("metadata" in refused(400, file, part("metadata", metadata)).text, "not named",
                     world.api.last)
    refused(400, part("file", png(), "a.png") + b"x")
    refused(400, body=b"no multipart at all")
    refused(415, part("file", png(), "a.png", "image/gif"))
    refused(415, file, headers={"content-type": "application/json"})
    refused(415, file, headers={"content-encoding": "gzip"})
    answer = upload(world, png(), token=user.token, headers={"content-type": "multipart/form-data"})
    checks.error(answer, 400)
    data = noise_png(1150, 1530)
    checks.check(len(data) > 5 << 20, f"{len(data)} bytes", world.api.last)
    answer = upload(world, data, token=user.token)
    checks.error(answer, 413)
    answer = upload(world, noise_png(1400, 1530), token=user.token)
    checks.error(answer, 413)
    answer = world.api.post("/v1/usergroups", {"groupName": "x" * (1 << 20)},
                            token=world.root.token)
    checks.error(answer, 413)


@test
def an_idempotency_key_keeps_one_file(world):
    user, headers = world.user(), {"idempotency-key": "avatar-once"}
    answers = [upload(world, png(), token=user.token, headers=headers) for _ in range(2)]
    checks.same(answers[1].body, checks.status(answers[0], 201).body, "answer", answers[1])
    answer = world.api.fresh("/v1/useravatarsfiles", token=user.token)
    checks.same(answer.json["paging"]["totalRowCount"], 1, "files", answer)
    checks.error(upload(world, gif(), "a.gif", token=user.token, headers=headers), 422)


@test
def generated_avatars_come_from_the_id_alone(world):
    user = world.register()
    answer = checks.status(world.api.get(f"/avatars/{user.id}.svg"), 200)
    checks.same(answer.header("content-type"), "image/svg+xml", "type", answer)
    checks.check(answer.body.startswith(b"<svg ") and SCRIPT not in answer.body, "no SVG", answer)
    again = world.api.get(f"/avatars/{user.id.upper()}.svg")
    checks.same(again.body, answer.body, "the same avatar", again)
    for name in ("x.svg", user.id, f"{user.id}.png", f"{user.id}.svg.svg"):
        checks.error(world.api.get("/avatars/" + name), 404)
