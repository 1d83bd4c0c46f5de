"""Somebody who has a keyboard and no mouse."""

from playwright.sync_api import Page

#: How often Tab is pressed before one gives up.
FAR = 120
#: What tells that the focus is visible: some ring, drawn by outline or by shadow.
_RING = """() => {
    const style = getComputedStyle(document.activeElement);
    const outlined = style.outlineStyle !== 'none' && style.outlineWidth !== '0px' &&
        !style.outlineColor.endsWith(', 0)');
    return outlined || style.boxShadow !== 'none';
}"""
_FOCUSED = """() => {
    const it = document.activeElement;
    const words = it.labels && it.labels.length ? it.labels[0].textContent
        : it.getAttribute('aria-label') || it.textContent || '';
    return words.replace(/\\s+/g, ' ').trim();
}"""


class Keyboard:
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def focused(self) -> str:
        """What has the focus, in the words that stand on it."""
        return str(self.page.evaluate(_FOCUSED))

    def tabs_to(self, words: str) -> None:
        """Press Tab until something has the focus; one must see it on every stop."""
        passed = []
        for _ in range(FAR):
            self.press("Tab")
            passed.append(self.focused())
            assert self.page.evaluate(_RING), f"no ring around “{passed[-1]}”"
            if passed[-1].startswith(words):
                return
        raise AssertionError(f"{words} is not reached, but {passed}")

    def types(self, text: str) -> None:
        """Write where the focus is."""
        self.page.keyboard.type(text)
