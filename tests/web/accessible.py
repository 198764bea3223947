"""What is wrong with a page as it is drawn: for axe, the checker of accessibility, and by our own measures."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"
WIDTHS = (320, 390, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FAULTS = """() => {
  const faults = [], told = e => `${location.pathname}: ${e.outerHTML.slice(0, 80)}`;
  const light = color => {
    const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const [r, g, b] = color.match(/[\\d.]+/g).map(v => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (color !== "rgba(0, 0, 0, 0)") return color;
    }
    return "rgb(255, 255, 255)";
  };
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`${location.pathname}: wider than the window`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || !e.getClientRects().length) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faults.push(`contrast ${told(e)}`);
  }
  const targets = "button, input:not([type=hidden], [type=radio]), select, textarea, summary, nav a, .cite";
  for (const e of document.querySelectorAll(targets)) {
    const box = e.getBoundingClientRect();
    if (box.width && (box.width < 24 || box.height < 24)) faults.push(`small ${told(e)}`);
  }
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!e.labels.length) faults.push(`no label ${told(e)}`);
  let before = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4")) {
    if (+e.tagName[1] > before + 1) faults.push(`order ${told(e)}`);
    before = +e.tagName[1];
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push(`${location.pathname}: not one h1`);
  return faults;
}"""


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with a page as it is drawn at each width and in each scheme of colours."""
    wrong = []
    page.wait_for_load_state("load")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{width} {scheme} {fault}" for fault in (*page.evaluate(FAULTS), *found_by_axe(page))]
    return wrong


def found_by_axe(page: Page) -> list[str]:
    """Return what axe finds on a page as it is shown now, of any weight: the rule, its weight, and where."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # as a debugger does, past a policy that forbids scripts
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{page.url} {one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in violations
        for node in one["nodes"]
    ]
