"""Makes the pictures of the README: rehearses, serves here, and photographs the main pages."""

import tempfile
import threading
from pathlib import Path

import waitress
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from bench import visits
from maintain import machine
from mars import create_app
from mars.rehearsal import stage

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PORT = 8765
HEIGHT = 1000


def main() -> None:
    """Write one PNG for each picture that the README names."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        app = create_app(stage.prepare(Path(name), PORT, 8025))
        stage.rehearse(app)
        server = waitress.create_server(app, host="127.0.0.1", port=PORT)
        threading.Thread(target=server.run, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            _photograph(app, browser)
            browser.close()
        server.close()


def _photograph(app: Flask, browser: Browser) -> None:
    for name, path, cookie, width in visits.pictures(app):
        context = browser.new_context(viewport={"width": width, "height": HEIGHT})
        key, _, value = cookie.partition("=")
        context.add_cookies([{"name": key, "value": value, "url": f"http://localhost:{PORT}"}])
        page: Page = context.new_page()
        page.goto(f"http://localhost:{PORT}{path}")
        page.screenshot(path=FOLDER / f"{name}.png")
        context.close()


if __name__ == "__main__":
    main()
