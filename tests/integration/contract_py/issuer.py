"""A local issuer that speaks OpenID Connect as Google does: discovery, keys, the code flow with
PKCE. Tokens are made by PyJWT, a stock library."""

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

CLIENT, SECRET = "pool-client.apps.example.com", "a client's secret"


def _url64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    def __init__(self, bits=2048):
        from cryptography.hazmat.primitives.asymmetric import rsa
        self.kid = secrets.token_hex(8)
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=bits)

    def jwk(self):
        numbers = self.private.public_key().public_numbers()
        as_bytes = lambda n: n.to_bytes((n.bit_length() + 7) // 8, "big")  # noqa: E731
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
                "n": _url64(as_bytes(numbers.n)), "e": _url64(as_bytes(numbers.e))}


class Issuer:
    """Listens until closed. `codes` are those that it has given out, with what they stand for."""

    def __init__(self):
        self.keys, self.codes, self.asked = [Key()], {}, {"keys": 0, "token": 0}
        self.person = {"email": "grace@example.com", "email_verified": True, "name": "Grace H."}
        self.broken = False  # answers 500 to everything
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.get(self)

            def do_POST(self):
                outer.post(self)

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def settings(self, **more):
        return {"AUTHLEDGER__GOOGLE__ISSUER": self.url, "AUTHLEDGER__GOOGLE__CLIENT_ID": CLIENT,
                "AUTHLEDGER__GOOGLE__CLIENT_SECRET": SECRET, **more}

    def token(self, key=None, headers=None, algorithm="RS256", secret=None, **claims):
        """An id_token; a claim given as None is left out."""
        import jwt
        key, now = key or self.keys[0], int(time.time())
        made = {"iss": self.url, "aud": CLIENT, "sub": "1098765", "iat": now, "exp": now + 3600,
                **self.person, **claims}
        made = {name: value for name, value in made.items() if value is not None}
        return jwt.encode(made, secret or key.private, algorithm,
                          headers={"kid": key.kid, **(headers or {})})

    def get(self, request):
        path = request.path.split("?")[0]
        if path == "/.well-known/openid-configuration":
            return self.answer(request, {"issuer": self.url, "jwks_uri": self.url + "/keys",
                                         "authorization_endpoint": self.url + "/authorize",
                                         "token_endpoint": self.url + "/token"})
        if path == "/keys":
            self.asked["keys"] += 1
            return self.answer(request, {"keys": [key.jwk() for key in self.keys]})
        return self.answer(request, {}, 404)

    def consent(self, location):
        """What the person's browser does at Google: the URL that it is sent back to."""
        url = urllib.parse.urlsplit(location)
        asked = dict(urllib.parse.parse_qsl(url.query))
        assert url.path == "/authorize" and asked["response_type"] == "code", asked
        assert asked["client_id"] == CLIENT and asked["code_challenge_method"] == "S256", asked
        assert "openid" in asked["scope"].split() and "email" in asked["scope"].split(), asked
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode(
            {"code": code, "state": asked["state"]})

    def post(self, request):
        self.asked["token"] += 1
        body = request.rfile.read(int(request.headers["content-length"])).decode()
        form = dict(urllib.parse.parse_qsl(body))
        asked = self.codes.pop(form.get("code"), None)
        challenge = _url64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        good = (asked and form["grant_type"] == "authorization_code"
                and form["client_id"] == CLIENT and form["client_secret"] == SECRET
                and form["redirect_uri"] == asked["redirect_uri"]
                and challenge == asked["code_challenge"])
        if not good:
            return self.answer(request, {"error": "invalid_grant"}, 400)
        return self.answer(request, {"id_token": self.token(nonce=asked["nonce"]),
                                     "access_token": "unused", "token_type": "Bearer"})

    def answer(self, request, body, status=200):
        if self.broken:
            body, status = {"error": "broken"}, 500
        data = json.dumps(body).encode()
        request.send_response(status)
        request.send_header("content-type", "application/json")
        request.send_header("content-length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)
