"""What the server lets through, what it refuses, and what it says without assets."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from zorgzaam.dashboard import assets, protection
from zorgzaam.dashboard.protection import LOCAL_NAMES, SECURITY_HEADERS, Protection, mended

PAGE = (
    '<!doctype html>\n<html>\n<head><meta name="viewport" content="width=device-width, '
    'user-scalable=no"></head><body data-x="1"><script>var debug = true;</script>é</body></html>'
)


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    kind = b"text/html; charset=utf-8" if scope["path"] == "/" else b"text/plain"
    headers = [(b"content-type", kind), (b"content-length", b"1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    half = len(PAGE.encode()) // 2
    await send({"type": "http.response.body", "body": PAGE.encode()[:half], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE.encode()[half:]})


def ask(
    folder: Path,
    path: str = "/",
    query: str = "",
    reachable: bool = True,
    kind: str = "http",
    **headers: str,
) -> tuple[int, dict[str, str], str]:
    """Status (or the WebSocket's answer as 101 or 403), headers and body."""
    app = Protection(inner, folder, LOCAL_NAMES, lambda: reachable)
    told = {"host": "127.0.0.1:8765", **headers}
    scope: dict[str, Any] = {
        "type": kind,
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    asyncio.run(app(scope, receive, send))
    if kind == "websocket":
        return (101 if sent[0]["type"] == "websocket.accept" else 403), {}, ""
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:]).decode()
    return sent[0]["status"], answered, body


@pytest.fixture
def complete(tmp_path: Path) -> Path:
    """A folder in which every asset seems to be."""
    for package in assets.PACKAGES:
        needed = tmp_path / package.folder / package.needed
        needed.parent.mkdir(parents=True)
        needed.touch()
    return tmp_path


def test_every_answer_has_the_security_headers(complete: Path) -> None:
    for path in ("/", "/lab", "/readyz", "/resourcez"):
        _, headers, _ = ask(complete, path)
        assert dict(SECURITY_HEADERS).items() <= headers.items()


def test_the_first_html_says_its_language_and_may_be_zoomed(complete: Path) -> None:
    for query, language in (("lang=en", "en"), ("lang=nl", "nl"), ("lang=xx", "nl"), ("", "nl")):
        _, headers, body = ask(complete, query=query)
        assert f'<html lang="{language}">' in body
        assert "user-scalable" not in body
        assert "debug = false" in body
        assert int(headers["content-length"]) == len(body.encode())


def test_what_the_page_is_mended_of_is_in_solaras_template() -> None:
    """If Solara's page changes, the mending must change with it."""
    from importlib.resources import files

    page = files("solara").joinpath("server/templates/solara.html.j2").read_text("utf-8")
    changed = mended(page, "en")
    assert '<html lang="en">' in changed
    assert "user-scalable=no" in page
    assert "user-scalable=no" not in changed
    assert "var debug = true;" in page
    assert "var debug = true;" not in changed
    assert "<noscript>" in changed


def test_without_assets_and_internet_the_page_says_which_command_helps(tmp_path: Path) -> None:
    status, _, body = ask(tmp_path, query="lang=en", reachable=False)
    assert status == 503
    assert assets.COMMAND in body
    assert ask(tmp_path, reachable=True)[0] == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8765", 200), ("localhost", 200), ("[::1]:80", 200), ("evil.example", 400)],
)
def test_only_names_of_this_machine_are_answered_to(complete: Path, host: str, status: int) -> None:
    assert ask(complete, host=host)[0] == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8765", 101),
        ("http://127.0.0.1:9999", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_a_websocket_of_another_site_is_refused(complete: Path, origin: str, status: int) -> None:
    assert ask(complete, "/x", kind="websocket", origin=origin)[0] == status


def test_only_pinned_assets_are_passed_on(complete: Path) -> None:
    for path, status in (
        (f"/_solara/cdn/{assets.ECHARTS.folder}/{assets.ECHARTS.needed}", 200),
        ("/_solara/cdn/left-pad@1.0.0/index.js", 404),
        (f"/_solara/cdn/{assets.ECHARTS.folder}/../left-pad@1.0.0/index.js", 404),
        ("/resourcez", 404),
    ):
        assert ask(complete, path)[0] == status


def test_an_address_without_a_page_is_said_plainly(complete: Path) -> None:
    assert ask(complete, "/nonsense")[0] == 404
    assert [ask(complete, path or "/")[0] for path in protection.PAGES] == [200, 200]


def test_every_route_of_the_application_is_let_through() -> None:
    from zorgzaam.dashboard.app import routes

    paths = {"" if route.path == "/" else f"/{route.path}" for route in routes}
    assert set(protection.PAGES) == paths
