"""What is asked of every page in a real browser, in its own language."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from local.real.browser import Browser

OVERFLOWING: Final = """
const edge = document.documentElement.clientWidth;
return [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > edge + 0.5)
  .map((each) => each.outerHTML.slice(0, 80));
"""
CONTRASTS: Final = """
const luminance = (colour) => {
  const parts = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};
const ground = (each) => {
  const colour = getComputedStyle(each).backgroundColor;
  return /^rgba\\(.*, 0\\)$/.test(colour) && each.parentElement ? ground(each.parentElement) : colour;
};
const texts = "p, h1, h2, dt, dd, td, th, caption, a, b, strong, span, label, div, li, summary, footer"
  + ", button, blockquote";
return [...document.querySelectorAll(texts)]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((each) => each.checkVisibility())
  .map((each) => {
    const [one, other] = [getComputedStyle(each).color, ground(each)].map(luminance).sort((a, b) => b - a);
    return [(one + 0.05) / (other + 0.05), each.outerHTML.slice(0, 80)];
  });
"""

_RULES: Final = {
    "ADD_TAGS": ["cwdb-action"],
    "ADD_ATTR": ["action", "confirmation", "display", "endpoint", "event", "target"],
    "ADD_URI_SAFE_ATTR": ["endpoint", "confirmation"],
    "FORBID_TAGS": ["iframe", "use"],
    "FORCE_BODY": True,
}
"""What CloudWatch's cleaner must know of its own tags; the rest is as strict as this one gets."""

CLEANED: Final = (
    "await new Promise((done) => { const script = document.createElement('script');"
    "script.src = 'purify.js'; script.onload = done; document.head.append(script); });"
    f"widget.clean = (html) => DOMPurify.sanitize(html, {json.dumps(_RULES)});"
)
"""From now on the console cleans what a function answers, as strictly as can be."""


def looked_at(browser: Browser, width: int) -> str:
    """The heading of a page that has room, can be read, and breaks none of its own rules."""
    assert browser.evaluate("return document.documentElement.clientWidth") == width
    assert browser.evaluate(OVERFLOWING) == []
    assert [what for contrast, what in browser.evaluate(CONTRASTS) if contrast < 4.5] == []
    assert [each for each in browser.complaints() if "favicon" not in each] == []
    small = """
      return [...document.querySelectorAll("button, a.main, input:not([type=hidden])")]
        .filter((each) => each.getBoundingClientRect().height < 44).map((each) => each.outerHTML);"""
    assert browser.evaluate(small) == []
    return str(browser.evaluate('return document.querySelector("h1").textContent'))
