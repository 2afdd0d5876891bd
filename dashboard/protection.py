"""What Solara's server leaves to others: headers, origins, hosts, and the page's first HTML.

A thin ASGI wrapper around Solara's application. It refuses WebSockets that another site opens,
hosts that a local server does not answer to, and asset paths that no page of ours asks for.
"""

import asyncio
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zorgzaam.dashboard import assets
from zorgzaam.dashboard.texts import DEFAULT_LANGUAGE, LANGUAGES, text

CDN_PATH: Final = "/_solara/cdn/"
PAGES: Final = ("", "/lab")  # paths of the application's routes
LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")

# Vue 2 compiles its templates in the browser, hence 'unsafe-eval'; Solara's page and Vuetify carry
# inline scripts and styles. Nothing may come from, or go to, another site.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS: Final = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
)


class Protection:
    """The wrapper: ``Protection(app, folder, hosts, assets_reachable)``.

    hosts: names that the Host header may carry; empty for any (behind a proxy that checks them).
    assets_reachable: asked when the folder lacks an asset; False shows the page that says what to do.
    """

    def __init__(
        self,
        app: ASGIApp,
        folder: Path,
        hosts: tuple[str, ...],
        assets_reachable: Callable[[], bool],
    ) -> None:
        self.app = app
        self.folder = folder
        self.hosts = hosts
        self.assets_reachable = assets_reachable

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or WebSocket."""
        if scope["type"] == "websocket":
            if self._is_foreign(Headers(scope=scope)):
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(send))
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if not self._is_known_host(Headers(scope=scope).get("host", "")):
            await PlainTextResponse("Unknown host.\n", 400)(scope, receive, send)
        elif path == "/resourcez" or (path.startswith(CDN_PATH) and not _is_asset(path)):
            await PlainTextResponse("Not found.\n", 404)(scope, receive, send)
        elif _is_page(path):
            language = _language(scope)
            if path.rstrip("/") not in PAGES:
                await HTMLResponse(_no_page(language), 404)(scope, receive, send)
            elif assets.missing(self.folder) and not await asyncio.to_thread(self.assets_reachable):
                await HTMLResponse(_without_assets(language), 503)(scope, receive, send)
            else:
                await self.app(scope, receive, _Rewriter(send, language))
        else:
            await self.app(scope, receive, send)

    def _is_known_host(self, host: str) -> bool:
        return not self.hosts or (urlsplit(f"//{host}").hostname or "") in self.hosts

    def _is_foreign(self, headers: Headers) -> bool:
        """Whether a browser opened this from a page of another site (or a host we are not)."""
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_known_host(host):
            return True
        return origin is not None and urlsplit(origin).netloc != host


class _Rewriter:
    """Mends the page's first HTML: its language, zooming, and tracebacks that nobody should see."""

    def __init__(self, send: Send, language: str) -> None:
        self.send = send
        self.language = language
        self.start: Message = {}
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = bytes(self.body)
        headers = MutableHeaders(raw=list(self.start["headers"]))
        if headers.get("content-type", "").startswith("text/html"):
            body = mended(body.decode(), self.language).encode()
            headers["content-length"] = str(len(body))
            headers["cache-control"] = "no-store"
        await self.send({**self.start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def mended(page: str, language: str) -> str:
    """Solara's page with its language said, zooming allowed and the debug menu off."""
    page = page.replace("<html>", f'<html lang="{language}">', 1)
    page = re.sub(
        r'<meta name="viewport"[^>]*>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        page,
        count=1,
    )
    page = page.replace("var debug = true;", "var debug = false;", 1)
    page = page.replace("<v-progress-linear ", '<v-progress-linear aria-hidden="true" ', 1)
    notice = html.escape(text("needs_javascript", language))
    return re.sub(r"(<body[^>]*>)", rf"\1<noscript><p>{notice}</p></noscript>", page, count=1)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            for name, value in SECURITY_HEADERS:
                headers[name] = value
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending


def _is_asset(path: str) -> bool:
    inside = path.removeprefix(CDN_PATH)
    return ".." not in inside and any(
        inside.startswith(f"{package.folder}/") for package in assets.PACKAGES
    )


def _is_page(path: str) -> bool:
    """Pages are the paths without a file or a service behind them."""
    return not path.startswith(("/_solara/", "/static/", "/jupyter/", "/readyz"))


def _language(scope: Scope) -> str:
    asked = parse_qs(scope.get("query_string", b"").decode("ascii", "ignore")).get("lang", [""])[0]
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def _without_assets(language: str) -> str:
    body = html.escape(text("assets_missing_body", language))
    body = f"<p>{body}</p><pre>{html.escape(assets.COMMAND)}</pre>"
    return _plain_page("assets_missing_title", body, language)


def _no_page(language: str) -> str:
    body, start = (html.escape(text(key, language)) for key in ("no_page_body", "to_start"))
    link = f'<a href="/?lang={language}">{start}</a>'
    return _plain_page("no_page_title", f"<p>{body}</p><p>{link}</p>", language)


def _plain_page(title_key: str, body: str, language: str) -> str:
    title = html.escape(text(title_key, language))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        '<main style="font:1.1rem/1.6 system-ui;max-width:38rem;margin:4rem auto;padding:0 1rem">'
        f"<h1>{title}</h1>{body}</main></html>"
    )
