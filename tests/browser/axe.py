"""What axe finds wrong with a page for people who see, hear or move otherwise."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SCRIPT: str = Axe().axe_script
# Without selectors, which nobody reads, and without what rules need of videos and of other people's style sheets.
_RUN = """async () => {
  if (!window.axe) return null;
  const rules = {"target-size": {enabled: true}};
  const told = await axe.run(document, {resultTypes: ["violations"], rules, selectors: false, preload: false});
  return told.violations;
}"""


def violations(page: Page) -> list[str]:
    """One line for each."""
    found: list[dict[str, Any]] | None = page.evaluate(_RUN)
    if found is None:
        page.evaluate(_SCRIPT)
        found = page.evaluate(_RUN)
    assert found is not None
    return [_told(each, node) for each in found for node in each["nodes"][:4]]


def _told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    why = " ".join(node["failureSummary"].split())
    return f"{rule['id']}: {node['html'][:200]}\n    {why[:300]}"
