"""The pages put together as one ASGI application."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from retold.errors import NotFoundError, RetoldError
from retold.text.unicode import normalise, storable
from retold.web import adding, auditing, correcting, feeds, finding, judging, pages, show, stories, telling
from retold.web.guard import Access, Guard
from retold.web.page import Answer, Asked, Elsewhere, File, NobodyError, RefusalError, Upload, View
from retold.web.room import Room
from retold.web.signing import SignOn
from retold.web.team import Member, Role

#: Pages by address; each has a twin that answers in JSON.
PAGES: Mapping[str, View] = {
    "/": pages.corpus_page,
    "/events": pages.events_page,
    "/event/{event}": telling.event_page,
    "/event/{event}/claim/{claim}": telling.claim_page,
    "/stories": pages.stories_page,
    "/story/{story}": stories.story_page,
    "/articles": pages.articles_page,
    "/article/{article}": telling.article_page,
    "/entities": finding.entities_page,
    "/entity/{entity}": finding.entity_page,
    "/search": finding.search_page,
    "/failures": pages.failures_page,
    "/judgements": judging.judgements_page,
    "/add": adding.add_page,
    "/job/{job}": adding.job_page,
    "/audit": auditing.audit_page,
}

#: What is given to keep, and what changes the corpus.
FILES: Mapping[str, View] = {
    "/feed.atom": feeds.feed_file,  # with ?q= of a search
    "/story/{story}/feed.atom": feeds.feed_file,
    "/entity/{entity}/feed.atom": feeds.feed_file,
    **{f"/{kind}/{{{kind}}}/report.{{form}}": telling.report_file for kind in ("event", "story", "entity")},
}
CHANGES: Mapping[str, View] = {
    "/add": adding.hand_in,
    "/event/{event}/rename": judging.rename,
    "/event/{event}/split": judging.split,
    "/event/{event}/join": judging.join,
    "/event/{event}/reject": judging.reject,
    "/story/{story}/rename": judging.rename,
    "/entity/{entity}/rename": correcting.rename,
    "/entity/{entity}/split": correcting.split,
    "/entity/{entity}/join": correcting.join,
    "/entity/{entity}/delete": correcting.delete,
    "/judgements/undo": judging.undo,
}

#: Files and fields that one form may bring: an event has a field for each of its articles.
MOST_FILES = 1_000
MOST_FIELDS = 1_000

#: Letters of a form that are remembered of who did what.
MOST_SAID = 500

#: A report is a page that carries its own style sheet and nothing that runs.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; sandbox"

Endpoint = Callable[[Request], Awaitable[Response]]

log = logging.getLogger(__name__)


def make_app(room: Room, access: Access | None = None) -> Starlette:
    """Make the application that shows a room; closing it closes the room."""
    key = secrets.token_urlsafe(24)
    access = access or Access()
    site = _Site(room, key, access.team.address if access.team else "", access.root)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(room.close)

    sign_on = access.sign_on
    return Starlette(
        routes=[*(site.signing(sign_on) if sign_on else ()), *_routes(site)],
        middleware=[
            *([sign_on.sessions(access.root)] if sign_on else ()),
            Middleware(Guard, access=access, refuse=site.refuse),
        ],
        exception_handlers={
            RefusalError: site.on_problem,
            RetoldError: site.on_problem,
            HTTPException: site.on_problem,
            Exception: site.on_problem,
        },
        lifespan=lifespan,
    )


def _routes(site: _Site) -> list[Route]:
    routes = [Route("/static/{name}", _static)]
    for address, view in PAGES.items():
        twin = "/corpus.json" if address == "/" else f"{address}.json"
        routes.append(Route(twin, site.page(view, as_json=True)))
    routes += [Route(address, site.page(view)) for address, view in FILES.items()]
    routes += [Route(address, site.change(view), methods=["POST"]) for address, view in CHANGES.items()]
    routes += [Route(address, site.page(view)) for address, view in PAGES.items()]
    return routes


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in show.STATIC:
        raise HTTPException(404)
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(show.static(name), media_type=show.STATIC[name][0], headers=kept)


class _Site:
    """Turns views into endpoints, and failures into pages."""

    def __init__(self, room: Room, key: str, address: str, root: str) -> None:
        """Show a room at an address, without a slash at its end; else it is where each request says it is.

        `root` is the path of that address.
        """
        self.room = room
        self.key = key
        self.address = address
        self.root = root

    def page(self, view: View, *, as_json: bool = False) -> Endpoint:
        """Answer a GET by a view."""

        async def endpoint(request: Request) -> Response:
            member: Member = request.scope["member"]
            asked = Asked(
                member=member,
                room=self.address or f"{request.url.scheme}://{request.url.netloc}",
                root=self.root,
                path=request.path_params,
                query={name: storable(value) for name, value in request.query_params.items()},
            )
            return await run_in_threadpool(self._answer, view, asked, request, as_json=as_json)

        return endpoint

    def change(self, view: View) -> Endpoint:
        """Answer a POST by a view, if its form carries the key of this run."""

        async def endpoint(request: Request) -> Response:
            member: Member = request.scope["member"]
            member.need(Role.EDITOR)
            fields, uploads = await _read_form(request)
            if not hmac.compare_digest(fields.get("key", "").encode(), self.key.encode()):
                raise RefusalError(
                    403,
                    "This form is from another run of Retold",
                    "Nothing was changed. Load the page anew and send the form again.",
                )
            asked = Asked(member=member, path=request.path_params, form=fields, uploads=uploads)
            response = await run_in_threadpool(self._answer, view, asked, request, as_json=False)
            await run_in_threadpool(self._note, asked, request.url.path)
            return response

        return endpoint

    def signing(self, sign_on: SignOn) -> list[Route]:
        """Return the pages by which users sign in and out."""

        def of(view: Callable[[Request], Awaitable[Answer | Response]]) -> Endpoint:
            async def endpoint(request: Request) -> Response:
                answer = await view(request)
                return (
                    answer if isinstance(answer, Response) else self._respond(answer, request, as_json=False)
                )

            return endpoint

        return [
            Route("/sign-in", of(sign_on.sign_in)),
            Route("/signed-in", of(sign_on.signed_in)),
            Route("/sign-out", of(sign_on.sign_out), methods=["POST"]),
            Route("/signed-out", of(sign_on.signed_out)),
        ]

    def _answer(self, view: View, asked: Asked, request: Request, *, as_json: bool) -> Response:
        def look() -> Answer:
            with self.room.reading():
                return view(self.room, asked)

        answer = self.room.corpus.store.persistently(look)
        return self._respond(answer, request, as_json=as_json)

    def _note(self, asked: Asked, address: str) -> None:
        """Remember who changed what."""
        said = [f"{name}={value}" for name, value in asked.form.items() if name != "key" and value]
        said += [upload.name for upload in asked.uploads]
        self.room.note(asked.member.name, address, ", ".join(said)[:MOST_SAID])

    def _respond(self, answer: Answer, request: Request, *, as_json: bool) -> Response:
        if isinstance(answer, Elsewhere):
            return RedirectResponse(
                self.root + answer.address + (".json" if as_json else ""), status_code=303
            )
        if isinstance(answer, File):
            headers = {
                "content-disposition": f'attachment; filename="{answer.name}"',
                "content-security-policy": REPORT_POLICY,
            }
            return Response(answer.content, media_type=answer.kind, headers=headers)
        if as_json:
            return Response(show.to_json(answer), answer.status, media_type="application/json")
        member: Member | None = request.scope.get("member")
        html = show.to_html(
            answer,
            member=member,
            key=self.key,
            path=request.url.path,
            query=request.url.query,
            root=self.root,
        )
        return Response(html, answer.status, media_type="text/html")

    async def refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that the guard did not let in."""
        response = await self.on_problem(Request(scope), scope["problem"])
        await response(scope, receive, send)

    async def on_problem(self, request: Request, error: Exception) -> Response:
        """Word a failure as a page a person understands, or as JSON where JSON was asked for."""
        path = request.url.path
        if (
            isinstance(error, NobodyError)
            and request.method == "GET"
            and not path.endswith((".json", ".atom"))
        ):
            wanted = quote(path) + (f"?{request.url.query}" if request.url.query else "")
            return self._respond(Elsewhere(f"/sign-in?{urlencode({'to': wanted})}"), request, as_json=False)
        return self._respond(show.problem_page(_problem_of(error)), request, as_json=path.endswith(".json"))


def _problem_of(error: Exception) -> RefusalError:
    if isinstance(error, RefusalError):
        return error
    if isinstance(error, NotFoundError):
        return RefusalError(404, "That is not in this corpus", str(error))
    if isinstance(error, RetoldError):
        return RefusalError(503, "The corpus cannot answer now", str(error))
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return RefusalError(404, "There is no such page", "The search finds articles, events and names.")
        return RefusalError(error.status_code, "That cannot be done here", str(error.detail))
    log.error("a page failed", exc_info=error)
    return RefusalError(
        500, "An error in Retold itself", "The terminal it runs in says more. Nothing was changed."
    )


async def _read_form(request: Request) -> tuple[dict[str, str], tuple[Upload, ...]]:
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                fields[name] = storable(value)  # what cannot be kept could not be noted in the audit trail
            elif value.filename:
                uploads.append(Upload(_shown_name(value.filename), await value.read()))
    return fields, tuple(uploads)


def _shown_name(sent: str) -> str:
    """Keep of a name what is after its last slash, as far as it can be shown."""
    name = PurePosixPath(normalise(storable(sent)).replace("\\", "/")).name
    return "".join(char for char in name if char.isprintable())[-200:] or "unnamed"
