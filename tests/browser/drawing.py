"""A person at the diagram editor: draws, sets properties, reads what is found."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.pages import Person


@dataclass
class Drawing:
    """The editor of one draft in somebody's window."""

    person: Person

    def open(self, path: str) -> "Drawing":
        """Open a draft, and wait for its drawing."""
        self.person.open(path)
        self.person.page.locator("html[data-editor=ready]").wait_for()
        return self

    @property
    def state(self) -> Locator:
        """Whether all is saved."""
        return self.person.page.locator("#state")

    @property
    def findings(self) -> Locator:
        """What lint says."""
        return self.person.page.locator("#findings")

    def has_saved(self, revision: int) -> None:
        """Wait until a revision is saved."""
        expect(self.state).to_have_text(f"Saved, revision {revision}")

    def element(self, element_id: str) -> Locator:
        """An element of the drawing."""
        return self.person.page.locator(f'g[data-element-id="{element_id}"]')

    def selects(self, element_id: str) -> None:
        """Click on an element."""
        self.element(element_id).locator(".djs-hit").first.click()

    def draws_into(self, flow: str, tool: str, name: str) -> None:
        """Take something from the palette, put it on a flow, and give it a name."""
        page = self.person.page
        page.locator(f'[data-action="{tool}"]').click()
        box = self.element(flow).locator(".djs-hit").first.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x - 30, y - 40)
        page.mouse.move(x, y, steps=6)
        page.mouse.click(x, y)
        page.locator(".djs-direct-editing-content").wait_for()
        page.keyboard.type(name)
        self.clicks_beside()

    def clicks_beside(self) -> None:
        """Click where nothing is drawn."""
        canvas = self.person.page.locator("#canvas")
        canvas.click(position={"x": 300, "y": 20})

    def field(self, label: str) -> Locator:
        """A field of the properties."""
        return self.person.page.locator("#properties").get_by_label(label, exact=True)

    def sets(self, label: str, value: str) -> None:
        """Write into a field of the properties, and leave it."""
        self.field(label).fill(value)
        self.field(label).blur()
