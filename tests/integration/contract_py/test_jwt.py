"""The access token: an RS256 JWT of RFC 9068 that anybody checks with the published key."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import tempfile
import time

from . import checks
from .registry import test

SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(data):
    data = data if isinstance(data, bytes) else json.dumps(data, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def parts(token):
    header, claims, signature = token.split(".")
    return json.loads(decode(header)), json.loads(decode(claims)), decode(signature)


def published(world, kid):
    answer = checks.status(world.api.get("/.well-known/jwks.json"), 200)
    found = [key for key in answer.json["keys"] if key["kid"] == kid]
    checks.same(len(found), 1, "keys of that kid", answer)
    return found[0]


@test
def header_and_claims(world):
    user = world.with_role("editor")
    header, claims, _ = parts(user.token)
    key = checks.status(world.api.get("/publickey"), 200)
    checks.same(header["alg"], "RS256", "alg", key)
    checks.same(header["typ"], "at+jwt", "typ", key)
    checks.same(header["kid"], key.json["keyId"], "kid", key)
    expected = {"sub": user.id, "sid": user.session, "roleId": "editor", "tenantId": "root",
                "client_id": "airbnb3"}
    for name, value in expected.items():
        checks.check(claims.get(name) == value, f"{name} in {claims}, expected {value}", key)
    for name in ("iss", "aud", "jti"):
        checks.check(claims.get(name), f"{name} in {claims}", key)
    checks.same(claims["exp"] - claims["iat"], 900, "life time", key)
    checks.check(abs(claims["iat"] - time.time()) < 60, f"iat in {claims}", key)
    checks.check(not {"email", "password", "fullname"} & set(claims), f"personal: {claims}", key)


@test
def the_signature_holds_under_the_jwks_key(world):
    user = world.user()
    header, _, signature = parts(user.token)
    key = published(world, header["kid"])
    for name, value in {"kty": "RSA", "alg": "RS256", "use": "sig"}.items():
        checks.same(key.get(name), value, name, world.api.last)
    checks.check(not {"d", "p", "q", "dp", "dq", "qi"} & set(key), "private", world.api.last)
    modulus, exponent = (int.from_bytes(decode(key[name]), "big") for name in "ne")
    size = (modulus.bit_length() + 7) // 8
    checks.check(modulus.bit_length() >= 2048, "a short key", world.api.last)
    digest = SHA256_PREFIX + hashlib.sha256(user.token.rpartition(".")[0].encode()).digest()
    padded = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    opened = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big")
    checks.check(opened == padded, "the signature is wrong", world.api.last)


@test
def the_signature_holds_under_the_pem_key(world):
    user = world.user()
    header, _, signature = parts(user.token)
    for query in ({}, {"keyId": header["kid"]}):
        answer = checks.status(world.api.get("/publickey", query=query), 200)
        checks.keys(answer.json, {"keyId", "keyData"}, "public key", answer)
        checks.same(answer.json["keyId"], header["kid"], "keyId", answer)
        pem = answer.json["keyData"]
        checks.check(pem.startswith("-----BEGIN PUBLIC KEY-----\n"), "PEM", answer)
        with tempfile.TemporaryDirectory() as folder:
            for name, data in (("key", pem.encode()), ("signature", signature)):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(data)
            done = subprocess.run(["openssl", "dgst", "-sha256", "-verify", f"{folder}/key",
                                   "-signature", f"{folder}/signature"], capture_output=True,
                                  input=user.token.rpartition(".")[0].encode(), check=False)
        checks.check(done.returncode == 0, f"openssl: {done.stdout + done.stderr}", answer)


@test
def an_unknown_key_is_404(world):
    for name in ("unknown", "../../etc/passwd"):
        checks.error(world.api.get("/publickey", query={"keyId": name}), 404)


@test
def forged_tokens_are_401(world):
    user, other = world.user(), world.user()
    header, claims, signature = parts(user.token)
    pem = world.api.get("/publickey").json["keyData"]

    def signed(new_header, new_claims, mark):
        return f"{encode(new_header)}.{encode(new_claims)}.{encode(mark)}"
    hs256 = {**header, "alg": "HS256"}
    text = f"{encode(hs256)}.{encode(claims)}"
    forged = [
        signed({**header, "alg": "none"}, claims, b""), signed(header, claims, b""),
        f"{text}.{encode(hmac.digest(pem.encode(), text.encode(), 'sha256'))}",
        signed(header, {**claims, "roleId": "superAdmin"}, signature),
        signed(header, {**claims, "sub": other.id}, signature),
        signed({**header, "kid": "unknown"}, claims, signature),
        user.token.rpartition(".")[0] + "." + other.token.rpartition(".")[2],
        user.token + "x", user.token[:-10], user.token + ".x", "." + user.token,
        user.token.replace(".", "..", 1)]
    for token in forged:
        checks.error(world.api.get(f"/v1/users/{user.id}", token=token), 401)
    checks.status(world.api.get(f"/v1/users/{user.id}", token=user.token), 200)
