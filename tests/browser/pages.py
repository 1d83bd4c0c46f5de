"""People in their browsers: each signs in, works an inbox and looks at pages.

Whatever they do they find on the pages; what a person would have to decide comes from
a table, as in the stories.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

from tasks.people.demonstration import CAST as PEOPLE
from tasks.people.roles import NAMES
from tests.browser.forms import fill
from tests.support.serving import Site

PASSWORD = "demo"
#: Demonstration accounts that work on a release.
CAST = (
    *("intake", "release_manager", "release_coordinator_smr", "project_manager"),
    *("stakeholder", "service_owner", "release_coordinator_dcs", "executive"),
)
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


class NotYet(Exception):
    """A gate is closed: something else has to be done before."""


@dataclass
class Person:
    """Somebody at a browser window of their own, where nothing may go wrong."""

    site: Site
    page: Page
    user: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._expected(message):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _expected(self, message: ConsoleMessage) -> bool:
        """A page that says 4xx is told in the console too; that is no fault."""
        refused = re.search(r"responded with a status of 4\d\d", message.text)
        return bool(refused) and "/static/" not in message.location["url"]

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        return self.page

    def sign_in(self) -> None:
        """Sign in with name and password."""
        self.open("/login")
        self.page.get_by_label("User name").fill(self.user)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.main.get_by_role("button", name="Sign in", exact=True).click()
        self.page.get_by_role("navigation").first.wait_for()
        english = self.page.get_by_role("link", name="English")
        if english.count():  # somebody whose own language is French
            english.click()
        self.heading("Inbox").wait_for()

    @property
    def main(self) -> Locator:
        """What the page is about, without its frame."""
        return self.page.locator("main")

    def heading(self, words: str) -> Locator:
        """The page's title, when it is this."""
        return self.page.get_by_role("heading", name=words, level=1)

    def follow(self, words: str) -> None:
        """Follow a link of the navigation."""
        self.page.get_by_role("navigation", name="Main").get_by_role(
            "link", name=words
        ).click()

    def says(self) -> str:
        """What the page tells after a deed."""
        return " ".join(self.main.locator(".erm-alert[role=status]").all_inner_texts())

    def files(self, process: str, title: str) -> str:
        """File a request with nothing but its title; the number it got."""
        self.follow("Releases")
        self.main.get_by_role("link", name="File a request").first.click()
        self.page.get_by_label(process).check()
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_role("button", name="File the request").click()
        self.heading(title).wait_for()
        return self.page.url.rsplit("/", 1)[-1]

    def tasks(self) -> list[tuple[str, str]]:
        """The inbox, from top to bottom: step, and address of the task."""
        rows = self.main.locator("tbody > tr").evaluate_all(
            """rows => rows.map(row => [row.querySelector('th .erm-id').textContent,
                                        row.querySelector('th a').href])"""
        )
        return [(step, address) for step, address in rows]

    def row(self, step: str) -> str:
        """What the first task of a step is called in the inbox."""
        return self.main.locator("tbody th", has_text=step).locator("a").inner_text()

    def looks_at_the_inbox(self) -> None:
        """Open the inbox."""
        self.open("/")
        self.heading("Inbox").wait_for()

    def opens(self, step: str) -> None:
        """Open the first task of a step, found by searching for it."""
        self.open(f"/?q={step}")
        self.main.locator("tbody th", has_text=step).locator("a").first.click()
        self.form.wait_for()

    def takes(self) -> None:
        """Take the task that is open, when nobody has it yet."""
        take = self.page.get_by_role("button", name="Take it")
        if take.count():
            take.click()
            self.page.get_by_role("button", name="Give it back").wait_for()

    @property
    def form(self) -> Locator:
        """The form of the task."""
        return self.page.locator("form[data-task]")

    def completes(self, step: str, decisions: Mapping[str, Any]) -> None:
        """Fill the form of a task, and once more as it complains."""
        decided = {**decisions, **decisions.get(step, {})}
        for _ in range(2):
            fill(self.form, decided, self.now())
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="Complete the task").click()
            if self.form.count() == 0:
                self.heading("Inbox").wait_for()
                return
        told = self.page.locator("#errors").inner_text()
        if self.page.get_by_text("Missing before the process can go on").count():
            raise NotYet(f"{step}: {told}")
        raise AssertionError(f"{step} was refused: {told}")

    def now(self) -> datetime:
        """What time the page takes it to be, by the office's clock."""
        shown = self.page.locator(".erm-time time").inner_text()
        return datetime.strptime(shown, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - as typed

    def lets_pass(self, button: str) -> str:
        """Press one of the buttons that move the clock; what the page then says."""
        self.page.get_by_role("button", name=button, exact=True).click()
        return self.says()

    def status_of(self, release_id: str) -> str:
        """Open a release, and read its status."""
        self.open(f"/releases/{release_id}")
        return self.main.locator(".erm-badge").first.inner_text()


@dataclass
class People:
    """Everybody who is in the office, each at a window."""

    site: Site
    browser: Browser
    there: dict[str, Person] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __getitem__(self, user: str) -> Person:
        """This person, signed in."""
        if user not in self.there:
            self.there[user] = self.stranger(user)
            self.there[user].sign_in()
        return self.there[user]

    def stranger(self, user: str = "nobody", **more: Any) -> Person:
        """A window in which nobody is signed in."""
        options = {"viewport": WIDE, "locale": "en-CA", "reduced_motion": "reduce"}
        context = self.browser.new_context(
            **{**options, "timezone_id": "America/Toronto", **more}
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return Person(self.site, context.new_page(), user)

    def work(self, decisions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Everybody does what is in their inbox, again and again, while there is work.

        Yields who has done which step, so that others may look on.
        """
        busy = True
        while busy:
            busy = False
            for user in self.with_work():
                for step in self._work_one_inbox(self[user], decisions):
                    busy = True
                    yield user, step

    def with_work(self) -> list[str]:
        """Who has a task or may take one, as the manager sees it in the inbox."""
        manager = self["release_manager"]
        manager.open("/?scope=all")
        rows = manager.main.locator("tbody > tr").all_inner_texts()
        told = "\n".join(rows)
        return [
            user
            for user in CAST
            if PEOPLE[user][0] in told
            or any(
                "Free to take" in row and f"· {NAMES[user]['en']}" in row
                for row in rows
            )
            or (user == "release_manager" and "Mine" in told)
        ]

    def _work_one_inbox(
        self, person: Person, decisions: Mapping[str, Any]
    ) -> Iterator[str]:
        stuck: set[str] = set()
        person.looks_at_the_inbox()
        while open_ones := [t for t in person.tasks() if t[1] not in stuck]:
            step, address = open_ones[0]
            person.page.locator(f'th a[href="{address[len(self.site.url) :]}"]').click()
            try:
                person.completes(step, decisions)
            except NotYet:
                stuck.add(address)
            else:
                yield step
            if person.page.url != f"{self.site.url}/":
                person.looks_at_the_inbox()

    def go_home(self) -> list[str]:
        """Close every window; what was wrong in any of them."""
        for context in self.contexts:
            context.close()
        return [each for person in self.there.values() for each in person.complaints]
