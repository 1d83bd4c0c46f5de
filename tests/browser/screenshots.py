"""Makes the pictures of ``docs/images``: ``python -m tests.browser.screenshots``.

They show the repository of ``erm demo`` on a server of its own, in the middle of a day
with deployments.  Chromium takes them; ``pngquant`` or ``oxipng`` make them smaller
where they are installed.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.pages import NARROW, People, Person
from tests.support.browser import FLAGS, PROGRAMS
from tests.support.serving import ROOT, Site

IMAGES = ROOT / "docs" / "images"


def inbox(people: People) -> Person:
    """What waits for a coordinator."""
    person = people["release_coordinator_dcs"]
    person.open("/")
    return person


def task(people: People) -> Person:
    """A task in the middle of a deployment that has trouble."""
    return _opened(people["release_coordinator_dcs"], "D-8.5")


def release(people: People) -> Person:
    """The page of a release that is being deployed."""
    person = task(people)
    aside = person.main.get_by_role("region", name="Release")
    aside.get_by_role("link").first.click()
    person.main.get_by_role("list", name="Milestones").wait_for()
    return person


def diagram(people: People) -> Person:
    """Where the process of a release stands."""
    person = people["release_manager"]
    person.open("/?scope=all&q=S-6.6")
    person.main.locator("td a[href^='/releases/']").first.click()
    person.main.get_by_role("link", name="See the process").click()
    person.page.evaluate(
        "document.getElementById('picture').closest('section').scrollIntoView()"
    )
    return person


def mail(people: People) -> Person:
    """A status update, as it was sent."""
    person = people["release_coordinator_dcs"]
    person.open("/mail?q=Status+update")
    person.main.get_by_role("table").get_by_role("link").first.click()
    person.page.get_by_role("article").wait_for()
    return person


def phone(people: People) -> Person:
    """The inbox in a pocket."""
    person = inbox(people)
    person.page.set_viewport_size(NARROW)
    return person


PICTURES: tuple[Callable[[People], Person], ...] = (
    *(inbox, task, release, diagram, mail, phone),
)


def _opened(person: Person, step: str) -> Person:
    person.opens(step)
    return person


def smaller(file: Path) -> None:
    """Let a picture weigh less, where a program for that is there."""
    if quant := shutil.which("pngquant"):
        command = [quant, "--force", "--skip-if-larger", "--output", str(file), "--"]
        subprocess.run([*command, str(file)], check=False)
    if oxi := shutil.which("oxipng"):
        subprocess.run([oxi, "--quiet", "--strip", "safe", str(file)], check=False)


def main() -> None:
    """Make them all."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit("A browser is missing; this mends it: sudo apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(Path(folder))
        site.must("demo")
        site.start()
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        people = People(site, browser)
        for picture in PICTURES:
            file = IMAGES / f"{picture.__name__}.png"
            picture(people).page.screenshot(path=file)
            smaller(file)
            print(file.relative_to(ROOT), file.stat().st_size // 1024, "kB")  # noqa: T201
        people.go_home()
        site.stop()


if __name__ == "__main__":
    main()
