"""A hand that counts what it does: taps, typed fields, keys, and the screens that it came by."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.figures import FIGURES

# What of the focused thing, or of what is around it, looks different from when it has no focus.
IS_SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return true;
  const around = [at, ...at.querySelectorAll("*")].slice(0, 12);
  for (let one = at.parentElement; one && around.length < 18; one = one.parentElement) around.push(one);
  const looks = ["outline", "boxShadow", "borderColor", "backgroundColor", "stroke", "strokeWidth", "textDecoration"];
  const look = () => around.map((one) => looks.map((name) => getComputedStyle(one)[name]).join()).join("|");
  const focused = look();
  at.blur();
  const blurred = look();
  at.focus({ preventScroll: true });
  return focused !== blurred;
}"""
FARTHEST = 90


@dataclass
class Finger:
    """Taps are counted, and fields that are typed into; `within` says whether that was few enough."""

    page: Page
    taps: int = 0
    typed: int = 0

    def __post_init__(self) -> None:
        self.screens: list[str] = []

    def look(self) -> None:
        self.screens.append(self.page.locator("h1").first.inner_text())

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1

    def type(self, label: str, text: str) -> None:
        self.fill(self.page.get_by_label(label, exact=True), text)

    def fill(self, field: Locator, text: str) -> None:
        field.fill(text)
        self.typed += 1

    def choose(self, field: Locator, value: str) -> None:
        """A list that opens takes two taps."""
        field.select_option(value)
        self.taps += 2

    def within(self, journey: str) -> None:
        """Not more than the table promises, and not nothing."""
        figure = FIGURES[journey]
        assert 0 < self.taps <= figure.taps, (journey, self.taps)
        assert self.typed <= figure.typed, (journey, self.typed)
        assert len(self.screens) <= figure.screens, (journey, self.screens)


@dataclass
class Keys:
    """Somebody without a mouse: everything goes through the keyboard, Tab by Tab."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, target: Locator, key: str = "Tab") -> Locator:
        """Go on with Tab (or backwards, with Shift+Tab) until `target` has the focus."""
        expect(target).to_have_count(1)
        for _step in range(FARTHEST):
            if target.evaluate("(at) => at === document.activeElement"):
                return target
            self.press(key)
        raise AssertionError(f"no {key} leads to {target}")

    def push(self, target: Locator) -> None:
        """A button or a link, by Enter."""
        self.to(target)
        self.press("Enter")

    def tick(self, target: Locator) -> None:
        """A box, by Space; a radio button of a group is reached by its arrows."""
        self.to(target)
        if not target.is_checked():
            self.press("Space")
        expect(target).to_be_checked()

    def choose(self, group: Locator, target: Locator) -> None:
        """One of several radio buttons: Tab leads to the group, the arrows to the one, which is chosen by that."""
        first = group.locator("input[type=radio]").first
        self.to(group.locator("input[type=radio]:checked") if group.locator(":checked").count() else first)
        self.press("Space")
        for _step in range(FARTHEST):
            if target.is_checked():
                return
            self.press("ArrowRight")
        raise AssertionError(f"no arrow leads to {target}")

    def write(self, target: Locator, text: str) -> None:
        self.to(target)
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def is_seen(self) -> bool:
        """Whether whatever has the focus looks like it."""
        return bool(self.page.evaluate(IS_SEEN))

    def here(self) -> str:
        """What has the focus, for somebody who reads about it."""
        return str(self.page.evaluate("document.activeElement.outerHTML.slice(0, 160)"))
