"""An OpenID Connect issuer on loopback, over real HTTP, which can be told to do what a bad one does."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "reading-room", "s3cret/of+the%room"

#: One of the issuer's, and one that is not.
OWN_KEY, FOREIGN_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}) for _ in range(2))


@dataclass
class Issuer:
    """Who signs users in: `user` sits before the browser, the rest is what it does otherwise than it should."""

    address: str = ""
    user: dict[str, Any] = field(default_factory=dict)
    in_token: bool = True  # what is known of the user; else it must be asked for
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: OWN_KEY)
    algorithm: str = "RS256"
    refuses: str = ""
    public: bool = False
    posted: bool = False  # it wants the secret in the form
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def description(self) -> dict[str, Any]:
        at = self.address
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/jwks",
            "userinfo_endpoint": f"{at}/userinfo",
            "end_session_endpoint": f"{at}/logout",
            **({"token_endpoint_auth_methods_supported": ["client_secret_post"]} if self.posted else {}),
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata

    def authorize(self, query: Mapping[str, str]) -> str:
        """Return where a browser is sent back to."""
        assert (query["client_id"], query["response_type"]) == (CLIENT, "code")
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        if self.refuses:
            answer = {"error": self.refuses, "error_description": "<b>no</b>"}
        else:
            answer = {"code": secrets.token_urlsafe(8)}
            self.codes[answer["code"]] = dict(query)
        return f"{query['redirect_uri']}?{urlencode(answer | {'state': query['state']})}"

    def token(self, form: Mapping[str, str], authorization: str) -> dict[str, Any] | None:
        """Exchange a code; None where whoever asks is not who was given it."""
        begun = self.codes.pop(form["code"], None)  # a code is good for once
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if begun is None or begun["code_challenge"] != proof.decode().rstrip("="):
            return None
        if begun["redirect_uri"] != form["redirect_uri"] or not self._knows_client(form, authorization):
            return None
        access = secrets.token_urlsafe(8)
        self.tokens[access] = {"sub": self.user.get("sub", "17")} | self.user
        return {"access_token": access, "token_type": "Bearer", "id_token": self._id_token(begun["nonce"])}

    def _knows_client(self, form: Mapping[str, str], authorization: str) -> bool:
        if self.public:
            return not authorization and form["client_id"] == CLIENT
        if "client_secret" in form:
            return self.posted and (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        shown = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        return not self.posted and shown == f"{CLIENT}:{SECRET}"

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "sub": "17",
        }
        claims |= (self.user if self.in_token else {}) | self.claims
        said = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm == "none":
            parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, said))
            return "".join(f"{part.decode().rstrip('=')}." for part in parts)
        # the secret of this one is what everybody can read
        shared = OctKey.import_key(json.dumps(OWN_KEY.as_dict(private=False)))
        key = shared if self.algorithm == "HS256" else self.key
        return jwt.encode(header, said, key, registry=JWSRegistry(algorithms=[self.algorithm]))


class _Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        self.issuer.asked.append(path)
        if path == "/.well-known/openid-configuration":
            self._say(self.issuer.description())
        elif path == "/jwks":
            self._say(KeySet([OWN_KEY]).as_dict(private=False))
        elif path == "/authorize":
            to = self.issuer.authorize({name: value[0] for name, value in parse_qs(query).items()})
            self._answer(302, b"", {"Location": to})
        elif path == "/userinfo":
            found = self.issuer.tokens.get(self.headers["Authorization"].removeprefix("Bearer "))
            self._say(found or {}, 200 if found else 401)
        else:
            self._answer(404, b"")

    def do_POST(self) -> None:
        self.issuer.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: value[0] for name, value in parse_qs(body).items()}
        found = self.issuer.token(form, self.headers.get("Authorization", ""))
        self._say(found or {"error": "invalid_grant"}, 200 if found else 400)

    def _say(self, said: object, status: int = 200) -> None:
        self._answer(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running() -> Iterator[Issuer]:
    """Run an issuer on a free port of loopback."""
    issuer = Issuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"issuer": issuer}))
    issuer.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
