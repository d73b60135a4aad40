"""How a request is refused: in which order, with which object, and never with a 500."""

from . import checks
from .registry import test
from .world import UNKNOWN_ID


@test
def the_order_of_refusals(world):
    user, admin = world.user(), world.admin()
    taken = world.register()
    path, wrong = f"/v1/users/{UNKNOWN_ID}", {"fullname": 1}
    checks.error(world.api.patch(path, wrong), 401)
    checks.error(world.api.patch(path, wrong, token=user.token), 403)
    checks.error(world.api.patch(path, wrong, token=admin.token), 400)
    checks.error(world.api.patch(path, {"fullname": "Fine"}, token=admin.token), 404)
    path = f"/v1/userpasswordbyadmin/{UNKNOWN_ID}"
    checks.error(world.api.patch(path, {"password": "short"}, token=admin.token), 400)
    checks.error(world.api.patch(path, {"password": "password"}, token=admin.token), 400)
    form = world.form(email=taken.email)
    checks.error(world.api.post("/v1/users", {}), 401)
    checks.error(world.api.post("/v1/users", {}, token=user.token), 403)
    answer = world.api.post("/v1/users", {**form, "password": "short"}, token=admin.token)
    checks.error(answer, 400)
    checks.error(world.api.post("/v1/users", form, token=admin.token), 409)


@test
def the_order_holds_for_malformed_json_and_ids_and_queries(world):
    user, kind = world.user(), {"content-type": "application/json"}
    for options, code in (({}, 401), ({"token": user.token}, 403),
                          ({"token": world.root.token}, 400)):
        for method, path in (("POST", "/v1/users"), ("PATCH", f"/v1/users/{UNKNOWN_ID}")):
            answer = world.api.request(method, path, raw=b'{"a":', headers=kind, **options)
            checks.error(answer, code)
        checks.error(world.api.get("/v1/users?pageNumber=-1", **options), code)
        checks.error(world.api.get("/v1/searchusers", **options), code)
    checks.error(world.api.get("/v1/users/nonsense"), 401)


@test
def unknown_ids_are_404(world):
    admin = world.admin()
    for method, path, body in (
            ("GET", "/v1/users/", None), ("PATCH", "/v1/users/", {"bio": "x"}),
            ("DELETE", "/v1/users/", None), ("PATCH", "/v1/userrole/", {"roleId": "editor"}),
            ("PATCH", "/v1/userpasswordbyadmin/", {"password": "fine and long 3"}),
            ("GET", "/v1/briefuser/", None)):
        options = {} if body is None else {"json": body}
        answer = world.api.request(method, path + UNKNOWN_ID, token=admin.token, **options)
        checks.error(answer, 404)


@test
def malformed_json_is_400(world):
    kind = {"content-type": "application/json"}
    for raw in (b"", b"{", b"[1,2", b"{'a':1}", b'{"a":1}x', b'{"email":"\xff\xfe"}', b"\x00",
                b'{"a":"\\ud800"}', b"[" * 5000, b'{"a":' * 5000, b"NaN"):
        for path in ("/v1/registeruser", "/login", "/v1/restoreprofile"):
            checks.error(world.api.post(path, raw=raw, headers=kind), 400)


@test
def a_body_of_another_type_is_415(world):
    raw = b'{"username":"a@example.com","password":"long enough 1"}'
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded",
                 "multipart/form-data; boundary=x", "application/jsonx"):
        for path in ("/login", "/v1/registeruser"):
            checks.error(world.api.post(path, raw=raw, headers={"content-type": kind}), 415)


@test
def json_with_a_charset_is_json(world):
    form = world.form()
    for kind in ("application/json; charset=utf-8", "Application/JSON;charset=UTF-8"):
        form = world.form()
        checks.status(world.api.post("/v1/registeruser", form, headers={"content-type": kind}), 201)


@test
def another_verb_is_405_with_allow(world):
    for method, path, allowed in (
            ("PUT", "/v1/users", {"GET", "POST"}), ("DELETE", "/login", {"GET", "POST"}),
            ("GET", "/logout", {"POST"}), ("POST", "/relogin", {"GET"}),
            ("GET", "/v1/registeruser", {"POST"}), ("POST", "/currentuser", {"GET"}),
            ("PUT", f"/v1/users/{UNKNOWN_ID}", {"GET", "PATCH", "DELETE"}),
            ("GET", f"/v1/profile/{UNKNOWN_ID}", {"PATCH"}), ("POST", "/health", {"GET"})):
        answer = world.api.request(method, path)
        checks.error(answer, 405)
        verbs = {verb.strip() for verb in answer.header("allow", "").split(",")}
        checks.check(verbs - {"HEAD", "OPTIONS"} == allowed, f"Allow: {verbs}", answer)


@test
def an_unknown_path_is_404(world):
    for path in ("/nowhere", "/v1", "/v1/", "/v2/users", "/v1/users/a/b", "/V1/USERS",
                 "/%2e%2e/etc/passwd", "/v1/nothing?access_token=x"):
        for method in ("GET", "POST"):
            checks.error(world.api.request(method, path), 404)


@test
def a_body_over_the_limit_is_413(world):
    big = b'{"email":"' + b"a" * (1024 * 1024 + 10) + b'"}'
    kind = {"content-type": "application/json"}
    checks.error(world.api.post("/v1/registeruser", raw=big, headers=kind), 413)
    checks.status(world.api.get("/health"), 200)


@test
def a_body_under_the_limit_is_read(world):
    raw = b'{"email":"x","padding":"' + b"a" * (1000 * 1000) + b'"}'
    checks.error(world.api.post("/v1/registeruser", raw=raw,
                                headers={"content-type": "application/json"}), 400)


@test
def bad_common_parameters_are_400(world):
    for name, value in (("getJoins", "maybe"), ("excludeCQRS", "2"), ("caching", "no"),
                        ("caching", ""), ("cacheTTL", "soon"), ("cacheTTL", "-1"),
                        ("cacheTTL", ""), ("consistency", "sometimes")):
        answer = world.api.get("/v1/users", query={name: value}, token=world.root.token)
        checks.error(answer, 400, names=(name,))


@test
def strange_input_is_never_a_500(world):
    token = world.root.token
    for path in ("/v1/users?email=%00", "/v1/users?email=%ff%fe", "/v1/users?email=%",
                 "/v1/users?&&==&", "/v1/users?pageNumber=99999999999999999999",
                 "/v1/searchusers?keyword=%22%27%3B--", "/v1/searchusers?keyword=" + "x" * 4000,
                 "/v1/users?requestId=" + "z" * 500, "/v1/users/%00", "/v1/briefuser/%2e%2e",
                 "/avatars/..%2f..%2fetc.svg", "/publickey?keyId=..%2f..%2fx"):
        answer = world.api.get(path, token=token)
        checks.check(answer.status < 500, f"status {answer.status}", answer)


@test
def a_request_id_splits_no_header(world):
    answer = world.api.get("/v1/users?requestId=a%0d%0ax-evil:%201", token=world.root.token)
    checks.check(answer.header("x-evil") is None, "a header was injected", answer)
    checks.check(answer.status in (200, 400), f"status {answer.status}", answer)


@test
def unknown_body_fields_are_ignored(world):
    form = world.form(nonsense={"deep": [1, 2]}, id="mine", recordVersion=99)
    answer = checks.status(world.api.post("/v1/registeruser", form), 201)
    checks.check(answer.json["user"]["id"] != "mine", "id", answer)


@test
def every_wrong_parameter_of_a_list_is_named(world):
    for path, names in (("/v1/users?foo=1&bar=2&pageNumber=-1&getJoins=q", "foo bar pageNumber getJoins"),
                        ("/v1/users?sortBy=zz&pageNumber=-1&pageRowCount=501", "sortBy pageNumber pageRowCount"),
                        ("/v1/searchusers?pageNumber=-1", "keyword pageNumber"),
                        ("/v1/users?pageNumber=1&pageNumber=2", "pageNumber"),
                        ("/v1/searchusers?keyword=%20", "keyword")):
        checks.error(world.api.get(path, token=world.root.token), 400, names=tuple(names.split()))
    many = world.api.get("/v1/users?" + "&".join(["email=x"] * 200), token=world.root.token)
    checks.error(many, 400, names=("email",))
    checks.check(many.text.count("too many") == 1, "said more than once", many)


@test
def blank_names_and_addresses_without_a_scheme_are_refused(world):
    for field, value in (("fullname", "  "), ("avatar", "//evil.example/x")):
        checks.error(world.api.post("/v1/registeruser", world.form(**{field: value})), 400,
                     names=(field,))
