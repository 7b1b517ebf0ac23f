"""A real browser for the page: Debian's chromium, headless, with a profile of its own. Skipped where it is absent."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from myositis.page.write import write_page

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The browser, its console and every request kept in logs."""
    webdriver = pytest.importorskip("selenium.webdriver")
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    driver.set_script_timeout(300)
    try:
        yield driver
    finally:
        driver.quit()


Opener = Callable[..., Any]


@pytest.fixture(scope="session")
def opened(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Opener:
    """Write the page with these options, open it, and hand over the browser."""
    folder, written = tmp_path_factory.mktemp("page"), dict[str, Path]()

    def open_page(**options: Any) -> Any:
        key = repr(options)
        if key not in written:
            written[key] = folder / f"page_{len(written)}.html"
            written[key].write_text(write_page(**options), encoding="utf-8")
        browser.get(written[key].as_uri())
        return browser

    return open_page


@pytest.fixture
def page(opened: Opener) -> Any:
    """The English page, freshly opened and blank."""
    return opened()
