"""What tests share: the golden run's switch, and browser tests only where a browser is."""

import os
import shutil

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden run anew from today's code instead of comparing (make golden)",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True where a golden test must write its file instead of comparing with it."""
    return bool(request.config.getoption("--update-golden"))


def chromium_path() -> str | None:
    """The browser of this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; tests that take it are marked `browser`."""
    path = chromium_path()
    assert path is not None, "mark this test @pytest.mark.browser"
    return path


def _lacking_for_browser_tests() -> str | None:
    from zorgzaam.dashboard import assets

    if chromium_path() is None:
        return "no Chromium (Debian: apt-get install chromium)"
    absent = assets.missing(assets.default_folder())
    if absent:
        return f"the dashboard's JavaScript is not here ({absent[0].folder}): make assets"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    if not browser_tests:
        return
    lacking = _lacking_for_browser_tests()
    if lacking and os.environ.get("CI") != "true":  # in CI they run, and fail by themselves
        for item in browser_tests:
            item.add_marker(pytest.mark.skip(reason=f"browser test: {lacking}"))
