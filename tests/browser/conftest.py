"""The web UI over the sample corpus in a headless Chromium, and the pages that every check visits.

The tests need Chromium and its driver on the PATH (``CHROME`` names another browser) and no network. Without them all
are skipped, which the summary of the run reports.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from waitress.server import create_server

from index.searcher import open_searcher
from kmsearch.config import Settings
from webui import create_app

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDE = 1280
"""CSS pixels of an office screen."""

CHROMIUM = os.environ.get("CHROME") or next(filter(None, map(shutil.which, BROWSERS)), None)
DRIVER = shutil.which("chromedriver")
MISSING = [name for name, path in (("Chromium (or set CHROME)", CHROMIUM), ("chromedriver", DRIVER)) if not path]
REASON = f"browser tests need {' and '.join(MISSING)} on the PATH: apt install chromium chromium-driver"

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

RECORD = "/records/kmq3cfdlj6ey"
"""A record of the samples; its id is derived from author and title."""
PAGES = {
    "home": "/",
    "home-empty": "EMPTY/",
    "results": "/search?q=กลุ่มออมทรัพย์",
    "results-filtered": "/search?q=ชุมชน&province=แพร่&province=สุรินทร์",
    "results-places": "/search?q=กลุ่ม&region=ภาคเหนือ&province=แพร่&year=2550-2562",
    "results-all": "/search?page=2",
    "items": "/search?q=การมีส่วนร่วม&in=items",
    "results-corrected": "/search?q=กลุ่มออมทรัพ",
    "results-none": "/search?q=ปลาโลมา&province=แพร่",
    "record": RECORD,
    "record-found": f"{RECORD}?q=บรรจุภัณฑ์",
    "topics": "/topics",
    "topic": "/topics/กลุ่มออมทรัพย์",
    "topic-records": "/topics/หนี้สิน?section=records",
    "strategies": "/strategies",
    "item-group": f"/items/strategies/{RECORD.rpartition('/')[2]}/1",
    "strategies-filtered": "/strategies?province=แพร่",
    "people": "/people",
    "people-by-name": "/people?sort=name",
    "person": RECORD.replace("records", "people"),
    "office": RECORD.replace("records", "offices"),
    "offices": "/offices?q=แพร่",
    "coverage": "/coverage",
    "coverage-topics": "/coverage?topic=ทุนและการเงินชุมชน",
    "help": "/help",
    "api": "/api/docs",
    "not-found": "/nothing",
    "bad-request": "/search?page=0",
}
"""Name → path of every page in each of its states; EMPTY is the site of a corpus without records.

A new page is a row here.
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", PAGES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if MISSING and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=REASON))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if MISSING:
        terminalreporter.write_sep("!", "THE WEB UI WAS NOT TESTED", red=True, bold=True)
        terminalreporter.write_line(REASON, red=True, bold=True)


@dataclass(frozen=True, slots=True)
class Site:
    """The URLs of two running servers: of the sample corpus, and of an empty one."""

    root: str
    empty: str

    def url(self, path: str) -> str:
        """The URL of a row of PAGES."""
        root = self.empty if path.startswith("EMPTY") else self.root
        return root + quote(path.removeprefix("EMPTY"), safe="/?&=%#")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web UI on free ports, until the end of the run."""
    home, empty = tmp_path_factory.mktemp("site") / "home", tmp_path_factory.mktemp("empty") / "home"
    demo = [sys.executable, "-m", "kmsearch.cli.main", "--home", str(home), "demo", "--no-serve"]
    subprocess.run(demo, check=True, capture_output=True)
    with _served(home) as root, _served(empty) as other:
        _warm(root)
        yield Site(root, other)


def _warm(root: str) -> None:
    """Waits until the server has suggestions; they are built by the first request."""
    for _ in range(300):
        with urlopen(f"{root}/api/v1/suggest?q={quote('กลุ่ม')}") as answer:  # noqa: S310
            if json.load(answer)["suggestions"]:
                return
        time.sleep(0.1)
    raise AssertionError("the server suggests nothing after 30 s")


@contextmanager
def _served(home: Path) -> Iterator[str]:
    settings = Settings(home=home)
    with socket.create_server(("127.0.0.1", 0)) as listener, open_searcher(settings) as searcher:
        server = create_server(create_app(settings, searcher), sockets=[listener])
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.close()
        thread.join()


class Window:
    """A browser window on the site."""

    def __init__(self, driver: WebDriver, site: Site) -> None:
        self.driver, self.site = driver, site

    def open(self, path: str, width: int = WIDE) -> None:
        """Loads a page of the site in a window of ``width`` CSS pixels."""
        self.size(width)
        self.media(prefers_color_scheme="light")
        self.driver.get("about:blank")
        self.driver.get(self.site.url(path))

    def size(self, width: int, *, height: int = 900, zoom: float = 1) -> None:
        """Resizes the window to CSS pixels of ``zoom`` device pixels each."""
        size = {"width": width, "height": height, "deviceScaleFactor": zoom, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)

    def media(self, medium: str = "", **features: str) -> None:
        """Sets the medium and media features: ``media(prefers_color_scheme="dark")``."""
        chosen = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.command("Emulation.setEmulatedMedia", media=medium, features=chosen)

    def command(self, name: str, **parameters: Any) -> dict[str, Any]:
        """The answer of a DevTools protocol command."""
        return self.driver.execute_cdp_cmd(name, parameters)  # type: ignore[no-any-return]

    def run(self, script: str, *arguments: object) -> Any:
        """The return value of a function body run in the page; promises are awaited."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str) -> WebElement:
        """The first visible element that matches a CSS selector. Raises TimeoutException if none shows within 10 s."""
        return WebDriverWait(self.driver, 10).until(lambda _: self.shown(selector))[0]

    def shown(self, selector: str) -> list[WebElement]:
        """The visible elements that match a CSS selector."""
        return [element for element in self.driver.find_elements(By.CSS_SELECTOR, selector) if element.is_displayed()]

    def press(self, *keys: str) -> WebElement:
        """Presses keys one after the other; returns the element with the focus."""
        ActionChains(self.driver).send_keys(*keys).perform()
        return self.driver.switch_to.active_element

    def sweep(self, first: WebElement, last: WebElement) -> None:
        """Drags the mouse from one element to another."""
        self.run("arguments[0].scrollIntoView({ block: 'center' })", first)
        ActionChains(self.driver).click_and_hold(first).move_to_element(last).release().perform()

    def requests(self) -> list[str]:
        """The URLs requested since the last call, without those of the browser's own pages, such as a new tab."""
        events = [json.loads(log_record["message"])["message"] for log_record in self._log("performance")]
        sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith("chrome://")]

    def console(self) -> list[str]:
        """The console messages since the last call."""
        return [log_record["message"] for log_record in self._log("browser")]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        return self.driver.get_log(kind)  # type: ignore[attr-defined,no-any-return]


@pytest.fixture(scope="session")
def _driver(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """The browser; it quits before the server, which waits for open connections."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    options.add_experimental_option("perfLoggingPrefs", {"enablePage": False})
    driver = webdriver.Chrome(options, Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def window(_driver: WebDriver, site: Site) -> Window:
    """The window, with empty logs."""
    window = Window(_driver, site)
    window.requests()
    window.console()
    return window


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Name → path of every page."""
    return PAGES
