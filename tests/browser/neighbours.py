"""People in front of Chromium: one who touches the screen, one who has only a keyboard."""

from playwright.sync_api import Locator, Page, expect

FAR = 200  # more Tabs than any page has stops


class Neighbour:
    """Presses what can be seen and read, by its words; JavaScript may be off."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.site + path)

    def press(self, words: str) -> None:
        """Press the first button or link that says exactly `words`, and wait for the next page."""
        control = self._named("button", words).or_(self._named("link", words)).first
        with self.page.expect_navigation():
            self._activate(control)

    def write(self, label: str, text: str) -> None:
        """Fill in the field of that label."""
        self.page.get_by_label(label).first.fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def sees(self, words: str) -> None:
        """Fails unless `words` are on the page, where they can be seen."""
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()

    def _named(self, role: str, words: str) -> Locator:
        named = self.page.get_by_role(role, name=words, exact=True)  # type: ignore[arg-type]
        return named.locator("visible=true")

    def _activate(self, control: Locator) -> None:
        control.click()


class KeyboardNeighbour(Neighbour):
    """Has no pointer: walks with Tab, and must be able to see where they are."""

    def write(self, label: str, text: str) -> None:
        self._walk_to(self.page.get_by_label(label).first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def tick(self, label: str) -> None:
        box = self.page.get_by_label(label).first
        self._walk_to(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def _activate(self, control: Locator) -> None:
        self._walk_to(control)
        self.page.keyboard.press("Enter")

    def _walk_to(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _step in range(FAR):
            if target.evaluate("e => e === document.activeElement"):
                assert target.evaluate(IS_SEEN), "the focus cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard never reaches {target}")


# An outline, of the element or of what it stands in, and nothing that covers its middle
# (WCAG 2.4.7, 2.4.11).
IS_SEEN = """element => {
    const around = [];
    for (let e = element; e && around.length < 5; e = e.parentElement) around.push(e);
    const marked = around.some(e => getComputedStyle(e).outlineStyle !== 'none');
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height, 20) / 2];
    const top = document.elementFromPoint(x, y);
    const covered = top && !around.some(e => e !== document.body && e.contains(top));
    return marked && !covered;
}"""
