"""What one test stands on: browsers of its own, and a watch over all that they complain of."""
import pathlib
import re
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import company
from transport import Client

# Seconds until something that ought to come is given up: many times what a slow machine takes.
PATIENCE = 60
expect.set_options(timeout=PATIENCE * 1000)

AXE = {
    "runOnly": {
        "type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}


class PageMonitor:
    """Every page of a browser must keep silent: no word on the console, no failed request."""

    def __init__(self, context, stage):
        self.complaints, self.stage = [], stage
        context.on("console", self.console)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("requestfailed", self.failed)
        context.on("response", self.answered)

    def console(self, message):
        text = message.text
        # Chromium says so of each answer of 400 or more, which `answered` judges.
        if text.startswith("Failed to load resource"):
            return
        # Whoever types before the page's first frame keeps the field that they chose.
        if message.type == "info" and text.startswith("Autofocus processing was blocked"):
            return
        self.complaints.append(f"console: {message.type}: {text}")

    def failed(self, request):
        # Whoever leaves a page breaks off what it was still fetching.
        excused = {"net::ERR_ABORTED"} | (
            {"net::ERR_INTERNET_DISCONNECTED"} if self.stage.is_cut else set())
        if request.failure not in excused:
            self.complaints.append(f"request: {request.method} {request.url}: {request.failure}")

    def answered(self, response):
        if response.status >= 400 and response.status not in self.stage.allowed:
            self.complaints.append(
                f"answer: {response.status} to {response.request.method} {response.url}")


class Stage:
    def __init__(self, name, world, browser, keep_in):
        self.name, self.world, self.browser = name, world, browser
        self.folder = pathlib.Path(keep_in) / re.sub(r"[^\w.-]+", "-", name)
        self.contexts, self.watches, self.allowed, self.endings = [], [], set(), []
        self.is_cut = False

    # --- Who and what

    def company(self, **how):
        return company.Company(self.world, **how)

    def user(self, companies, **how):
        return company.user(self.world, companies, **how)

    def client(self, user=None, console=None):
        """HTTP by hand, signed in as this user."""
        cookies = {"paminn-session": user.token} if user else None
        return Client(console or self.world.console(), cookies)

    def allow(self, *statuses):
        """Answers that this test provokes."""
        self.allowed |= set(statuses)

    def cut(self, page, is_cut=True):
        """Takes the network from a page's browser, and gives it back."""
        self.is_cut = True
        page.context.set_offline(is_cut)

    def at_end(self, action):
        self.endings.append(action)

    # --- Browsers

    def context(self, user=None, console=None, js=True, dark=False, width=1280, height=900):
        console = console or self.world.console()
        context = self.browser.new_context(
            base_url=console.url, java_script_enabled=js, locale="sv-SE",
            color_scheme="dark" if dark else "light", reduced_motion="reduce",
            viewport={"width": width, "height": height}, accept_downloads=True)
        context.set_default_timeout(PATIENCE * 1000)
        if user:
            context.add_cookies([{
                "name": "paminn-session", "value": user.token, "url": console.url}])
        context.has_script = js
        self.contexts.append(context)
        self.watches.append(PageMonitor(context, self))
        return context

    def page(self, user=None, path=None, **how):
        """A page in a browser of its own, signed in as this user."""
        page = self.context(user, **how).new_page()
        if path:
            page.goto(path)
        return page

    # --- Judgements

    def accessible(self, page, what=""):
        """axe finds nothing, and nothing sticks out at the side. Without scripts axe cannot run:
        the same pages are looked at with them."""
        if not page.context.has_script:
            return
        found = Axe().run(page, options=AXE).response["violations"]
        told = [
            f"{one['id']} ({one['impact']}): {one['help']}\n" + "\n".join(
                f"    {node['target']} {node['html'][:300]}\n"
                f"      {node.get('failureSummary', '')[:600]}" for node in one["nodes"][:5])
            for one in found]
        assert not found, f"axe {what} {page.url}:\n" + "\n".join(told)
        self.fits(page, what)

    def fits(self, page, what=""):
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{what} {page.url} scrolls sideways: {wide} px in {room} px"

    def path(self, page):
        """The page's address without its origin."""
        parts = urllib.parse.urlsplit(page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def check(self):
        told = [text for watch in self.watches for text in watch.complaints]
        assert not told, "the browser complains:\n" + "\n".join(told)
        assert not self.world.fallen(), "a program has ended: " + ", ".join(self.world.fallen())

    # --- The end

    def keep(self, trouble):
        """What was on the screen when it went wrong."""
        self.folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.contexts for page in context.pages]
        for place, page in enumerate(pages):
            try:
                page.screenshot(path=self.folder / f"{place}.png", full_page=True, timeout=5_000)
                (self.folder / f"{place}.html").write_text(page.content(), encoding="utf-8")
            except Exception as error:  # A page that has died has nothing to show.
                trouble += f"\n{place}: {error}"
        told = [text for watch in self.watches for text in watch.complaints]
        (self.folder / "trouble.txt").write_text(
            "\n".join([trouble, *told, *(page.url for page in pages)]), encoding="utf-8")

    def end(self):
        self.world.mourn()
        for context in self.contexts:
            context.close()
        for action in self.endings:
            action()
