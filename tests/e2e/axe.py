"""axe-core in a page. It comes from the npm registry; `make test` installs it where npm is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SCAN = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, iframes: false, resultTypes: ["violations"] });
  const said = (rule, node) => `${rule.id}: ${node.target} ${node.failureSummary}`;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => said(rule, node)));
}"""


def script() -> str:
    """Without it a developer's run skips; continuous integration fails."""
    if not SCRIPT.exists():
        message = "axe-core is not installed; run: npm ci --prefix tests/e2e"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Of the page, and of a report's frame: no script runs in that, so it is scanned as a page of its own."""
    found = _scan(page)
    for source in page.locator("iframe[srcdoc]").evaluate_all("frames => frames.map(f => f.srcdoc)"):
        alone = page.context.new_page()
        alone.set_content(source)
        found += [f"in the frame: {violation}" for violation in _scan(alone)]
        alone.close()
    return found


def _scan(page: Page) -> list[str]:
    page.evaluate(script())
    found: Any = page.evaluate(SCAN, RULES)
    return list(found)
