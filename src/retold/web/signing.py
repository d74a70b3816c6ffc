"""Signing in with OpenID Connect: the authorization code flow with PKCE, kept by Authlib.

A user is sent to the issuer and comes back with a code, which is exchanged for a token of theirs; its signature,
issuer, audience, times and nonce are checked by Authlib and joserfc against the keys that the issuer publishes. Who
they are then stands in a signed cookie. Its key is of this run: after another start everybody signs in again.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from retold.errors import UsageError
from retold.web.page import Elsewhere, NobodyError, Page, RefusalError
from retold.web.team import Member, OpenId, Role, Team, is_name

#: Seconds within which the issuer must answer. Those that people use take less than one.
PATIENCE = 10

#: Signatures that only who has the issuer's private key can make; what it lists beside them is not taken.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")

#: Addresses that an issuer must name, and others that are asked or linked to where it does.
MUST, MAY = (
    ("authorization_endpoint", "token_endpoint", "jwks_uri"),
    ("userinfo_endpoint", "end_session_endpoint"),
)

#: Letters of the address of a page that is led to after signing in: browsers keep no cookie of more than 4,096.
LONGEST = 1_000

log = logging.getLogger(__name__)


class SignOn:
    """Lets the issuer of a team sign its users in."""

    PAGES: Final = frozenset({"/sign-in", "/signed-in", "/sign-out", "/signed-out"})

    def __init__(self, team: Team) -> None:
        """Take a team with an issuer. Raises UsageError where the libraries for it are not installed."""
        assert team.openid
        try:
            from authlib.integrations.starlette_client import OAuth
            from starlette.middleware.sessions import SessionMiddleware
        except ImportError as error:
            raise UsageError(
                f"signing in with OpenID Connect needs `pip install retold[team]` ({error.name} is missing)"
            ) from error
        self.team = team
        self.openid: OpenId = team.openid
        self._kept_by: Final = SessionMiddleware
        self._out: dict[str, float] = {}  # sessions that were ended, until they would have ended themselves
        self._client = OAuth().register(
            "issuer",
            client_id=self.openid.client,
            client_secret=self.openid.secret,
            server_metadata_url=f"{self.openid.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": PATIENCE,
            },
        )

    def sessions(self, root: str) -> Middleware:
        """Return what keeps the signed cookie. It is sent with links from elsewhere, as that from the issuer is."""
        return Middleware(
            self._kept_by,
            secret_key=secrets.token_urlsafe(32),
            session_cookie="retold_user",
            max_age=int(self.openid.hours * 3600),
            path=root or "/",
            same_site="lax",
            https_only=self.team.address.startswith("https:"),
        )

    def member(self, session: Mapping[str, Any]) -> Member:
        """Return who is signed in. Raises NobodyError where nobody is, RefusalError where they are let in no more."""
        if "user" not in session or session["id"] in self._out:
            raise NobodyError
        granted = Role(session["role"]) if session["role"] else None
        return self.team.admit(session["user"], granted, signed_in=True)

    def ask_issuer(self) -> None:
        """Find out whether the issuer is there. Raises UsageError where it is not."""
        import anyio

        try:
            anyio.run(self._metadata)
        except RefusalError as error:
            raise UsageError(f"{self.openid.issuer}: {error}: {error.advice}") from error

    async def sign_in(self, request: Request) -> Response:
        """Send whoever asks to the issuer; `to` is the page that they wanted."""
        await self._metadata()
        request.session["to"] = _own(request.query_params.get("to", "/"))
        sent: Response = await self._client.authorize_redirect(request, f"{self.team.address}/signed-in")
        return sent

    async def signed_in(self, request: Request) -> Elsewhere:
        """Take in who comes back from the issuer, and lead to the page that they wanted."""
        claims = await self._claims(request)
        member = self.team.admit(_name(claims, self.openid), granted := _granted(claims, self.openid))
        to = request.session.get("to", "/")
        request.session.clear()
        request.session.update(user=member.name, role=granted or 0, id=secrets.token_urlsafe(16))
        return Elsewhere(to)

    async def sign_out(self, request: Request) -> Elsewhere:
        """End the session, also for whoever has a copy of its cookie."""
        now = time.monotonic()
        self._out = {key: end for key, end in self._out.items() if end > now}
        if "id" in request.session:
            self._out[request.session["id"]] = now + self.openid.hours * 3600
        request.session.clear()
        return Elsewhere("/signed-out")

    async def signed_out(self, _: Request) -> Page:
        """Say that one is signed out here, and where one may still be signed in."""
        there = None
        if "end_session_endpoint" in await self._metadata():
            there = (await self._client.create_logout_url(client_id=self.openid.client))["url"]
        shown = {"issuer": urlsplit(self.openid.issuer).netloc, "issuer_out": there}
        return Page(template="signed_out.html", shown=shown, data=dict)

    async def _metadata(self) -> Mapping[str, Any]:
        """Return what the issuer says of itself, asked for once.

        Raises RefusalError where it does not answer, or is not the one that the team's file names.
        """
        from httpx2 import HTTPError

        try:
            metadata: dict[str, Any] = await self._client.load_server_metadata()
            _check(metadata, self.openid.issuer)
            listed = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
            metadata["id_token_signing_alg_values_supported"] = [
                each for each in listed if each in ALGORITHMS
            ]
            methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        except HTTPError as error:
            raise _away(error) from error
        except (ValueError, TypeError, AttributeError) as error:
            raise RefusalError(
                502, "This is no OpenID Connect issuer", "Its description cannot be read."
            ) from error
        shown = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
        self._client.client_kwargs["token_endpoint_auth_method"] = shown if self.openid.secret else "none"
        return metadata

    async def _claims(self, request: Request) -> Mapping[str, Any]:
        """Exchange the code that a user came back with for what the issuer says of them."""
        from authlib.integrations.starlette_client import OAuthError
        from httpx2 import HTTPError
        from joserfc.errors import JoseError

        metadata = await self._metadata()
        must = {"iss": self.openid.issuer, "aud": self.openid.client}
        try:
            token = await self._client.authorize_access_token(
                request,
                claims_options={claim: {"essential": True, "values": [it]} for claim, it in must.items()},
            )
            claims = dict(token["userinfo"])
            wanted = {"sub", *_asked(self.openid)}
            if not wanted <= claims.keys() and "userinfo_endpoint" in metadata:
                more = await self._client.userinfo(token=token)
                claims = {**(more if more.get("sub") == claims["sub"] else {}), **claims}
        except HTTPError as error:
            raise _away(error) from error
        except OAuthError as error:
            log.warning("a sign-in failed: %s", _shown(error.error))
            raise RefusalError(
                403,
                "You were not signed in",
                f"The issuer says {_shown(error.error)}. Open the first page to try again.",
            ) from error
        except (JoseError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            log.warning("what the issuer sent does not hold: %s", type(error).__name__)
            raise RefusalError(
                403,
                "You were not signed in",
                "What the issuer sent does not hold. Open the first page to try again.",
            ) from error
        return claims


def _away(error: Exception) -> RefusalError:
    log.warning("the issuer does not answer: %s", type(error).__name__)
    return RefusalError(
        503, "Who signs you in does not answer", f"{type(error).__name__}. Try again in a while."
    )


def _check(metadata: Mapping[str, Any], issuer: str) -> None:
    """Raise RefusalError where an issuer is not the one that was named, or names addresses less safe than its own."""
    if metadata.get("issuer") != issuer:
        called = _shown(metadata.get("issuer"))
        raise RefusalError(502, "This is another issuer", f"It calls itself {called}; the file must, too.")
    named = (*MUST, *(name for name in MAY if name in metadata))
    if unsafe := [name for name in named if not _as_safe(str(metadata.get(name, "")), issuer)]:
        raise RefusalError(502, "This issuer cannot be used", f"It has no safe {', '.join(unsafe)}.")


def _as_safe(address: str, issuer: str) -> bool:
    """Tell whether an address is an http address at least as safe as the issuer's own."""
    return address.startswith("https://") or (address.startswith("http://") and issuer.startswith("http://"))


def _own(to: str) -> str:
    """Return an address if it is one of this site, else that of the first page."""
    # A browser takes "//" and a backslash for the beginning of another site.
    led = to.startswith("/") and not to.startswith("//") and "\\" not in to and len(to) <= LONGEST
    own = led and to.isascii() and to.isprintable() and urlsplit(to).path not in SignOn.PAGES
    return to if own else "/"


def _asked(openid: OpenId) -> set[str]:
    """Name the claims that are asked for; what is not in the token may be in what else is said of a user."""
    return {openid.user, *(["email_verified"] if openid.user == "email" else ())} | (
        {openid.groups.partition(".")[0]} if openid.roles else set()
    )


def _name(claims: Mapping[str, Any], openid: OpenId) -> str:
    """Return what a user is called; an address of mail must be theirs, which anybody can claim somewhere."""
    name = claims.get(openid.user)
    if not is_name(name):
        raise RefusalError(
            403,
            "The issuer does not say who you are",
            f"What it sent has no {openid.user}, or none that can be shown.",
        )
    if openid.user == "email" and claims.get("email_verified") not in (True, "true"):
        raise RefusalError(
            403, "The issuer has not verified your address", f"It does not say that {name} is yours."
        )
    return str(name)


def _granted(claims: Mapping[str, Any], openid: OpenId) -> Role | None:
    """Return the greatest role that the groups of a user have; `realm.roles` is what stands under roles in realm."""
    found: Any = claims.get(openid.groups)
    if found is None:
        found = claims
        for part in openid.groups.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    groups = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    roles = [openid.roles[group] for group in groups if isinstance(group, str) and group in openid.roles]
    return max(roles, default=None)


def _shown(said: object) -> str:
    """Return of what came from elsewhere what can be shown."""
    return "".join(char for char in str(said) if char.isprintable())[:80] or "nothing"
