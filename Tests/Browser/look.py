#!/usr/bin/env python3
"""Opens pages of keyferry's in a real browser and holds them to what they promise.

usage: look.py [--axe FILE] [--keep FOLDER] PAGE…

Prints a line for each promise that is not kept, and ends with 1 then; with 3 when there is no browser. `--axe` names
axe-core's script, whose rules for accessibility the pages are held to as well. `--keep` leaves the pictures there.
"""

import argparse
import json
import pathlib
import signal
import sys

import browser

# What a page is made of; anything else came in by a name.
ELEMENTS = set(
    "html head meta title style body a header p b h1 h2 h3 ul li dl div dt dd code span nav main section pre figure svg"
    " desc defs marker path text g rect circle figcaption details summary table caption thead tbody tr th td form"
    " br fieldset legend label input footer script".split())
ROW = "[data-severity]"
SHOWN = f"[...document.querySelectorAll('{ROW}')].filter(row => row.getClientRects().length > 0).length"


class Look:
    def __init__(self, chromium, page, axe, keep):
        self.chromium, self.axe, self.keep = chromium, axe, keep
        self.url = page.resolve().as_uri()
        self.name = page.stem
        self.failures = []

    def claim(self, holds, words):
        if not holds:
            self.failures.append(f"{self.name}: {words}")

    def open(self, width, height=900, scheme="light"):
        self.chromium.resize(width, height)
        self.chromium.media("", prefers_color_scheme=scheme)
        self.chromium.open(self.url)

    def picture(self, what, whole=False):
        return self.chromium.screenshot(
            self.keep / f"{self.name}-{what}.png" if self.keep else None, whole=whole)

    def all(self):
        self.wide()
        self.quiet()
        self.text()
        self.filter_by_pointer()
        self.filter_by_keyboard()
        self.headings()
        self.narrow()
        self.paper()
        self.accessible()
        self.without_script()
        return self.failures

    def wide(self):
        self.open(1200, 500)
        light = browser.colors(self.picture("light"))
        self.claim(len(light) > 20, f"the screenshot is blank: {len(light)} colours")
        self.open(1200, 500, scheme="dark")
        dark = browser.colors(self.picture("dark"))
        self.claim(len(dark) > 20, f"the dark screenshot is blank: {len(dark)} colours")
        (paper, ink) = (max(light, key=light.get), max(dark, key=dark.get))
        self.claim(min(paper) > 200 and max(ink) < 80, f"dark mode is not dark: {paper.hex()}, {ink.hex()}")

    def quiet(self):
        """No error, no violation of the policy, nothing fetched but the page."""
        told = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Audits.issueAdded")
        for event in self.chromium.events:
            if event["method"] in told:
                self.claim(False, f"the browser complains: {json.dumps(event['params'])[:300]}")
            if event["method"] == "Network.requestWillBeSent":
                url = event["params"]["request"]["url"]
                self.claim(url == self.url, f"the page fetches {url}")
            self.claim(event["method"] != "Page.javascriptDialogOpening", "the page opens a dialog")

    def text(self):
        value = self.chromium.value
        odd = value("[...document.querySelectorAll('*')].map(e => e.localName)") or []
        self.claim(set(odd) <= ELEMENTS, f"elements that no template has: {sorted(set(odd) - ELEMENTS)}")
        active = value(
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).map(a => a.name)"
            ".filter(name => name.startsWith('on') || name === 'style' || name === 'src')")
        self.claim(active == [], f"attributes that run or load something: {active}")
        self.claim(value("document.scripts.length") == 1, "there is another script")
        source = pathlib.Path(self.url.removeprefix("file://")).read_text()
        if "&lt;img" in source:
            shown = value("document.body.textContent.includes('<img src=x onerror=alert(1)>')")
            self.claim(shown, "a name with a tag in it is not shown as it is")
        # The policy holds: a script that is put in does not run.
        value("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.x = 1'}))")
        self.claim(value("window.x") is None, "the policy lets a foreign script run")

    def filter_by_pointer(self):
        self.open(1200)
        value = self.chromium.value
        count = value(f"document.querySelectorAll('{ROW}').length")
        if not count:
            return
        self.claim(value(SHOWN) == count, "not every finding is shown at first")
        severity = value("document.querySelector('#filter input').value")
        same = value(f"document.querySelectorAll('[data-severity={severity}]').length")
        self.chromium.click("#filter label")
        self.claim(value(SHOWN) == count - same, f"a click leaves {value(SHOWN)} of {count} findings, {same} {severity}")
        said = value("document.getElementById('shown').textContent")
        self.claim(said.startswith(f"Showing {count - same} of {count} "), f"the count says {said!r}")
        empty = value(
            "[...document.querySelectorAll('.rule:not([hidden])')]"
            f".filter(rule => !rule.querySelector('{ROW}:not([hidden])')).length")
        self.claim(empty == 0, "a rule without a finding stays")
        self.chromium.click("#filter label")
        self.claim(value(SHOWN) == count, "a second click does not bring the findings back")

    def filter_by_keyboard(self):
        value = self.chromium.value
        if not value(f"document.querySelectorAll('{ROW}').length"):
            return
        self.chromium.open(self.url)
        reached = []
        for _ in range(60):
            self.chromium.press("Tab", "Tab", 9)
            reached.append(value("document.activeElement.localName + '.' + document.activeElement.className"))
            if value("document.activeElement.closest('#filter') !== null"):
                break
        self.claim(reached[0] == "a.skip", f"the first stop is {reached[0]}, and no way past the rest")
        outline = value("getComputedStyle(document.activeElement).outlineStyle")
        self.claim(outline == "solid", "one does not see where the keyboard is")
        before = value(SHOWN)
        self.chromium.press(" ", "Space", 32, " ")
        self.claim(value(SHOWN) < before, "the space bar does not filter")

    def headings(self):
        levels = self.chromium.value(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.localName[1]))")
        self.claim(levels[:1] == [1] and levels.count(1) == 1, "there is not one first heading")
        self.claim(all(b <= a + 1 for a, b in zip(levels, levels[1:])), f"headings skip a level: {levels}")

    def narrow(self):
        for width in (320, 500, 800):
            self.open(width)
            wide = self.chromium.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.claim(wide <= 0, f"at {width} pixels the page is {wide} too wide")
            outside = self.chromium.value(
                "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && !e.matches('.skip')"
                " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.localName + '.' + e.className)")
            self.claim(outside == [], f"at {width} pixels these stand outside: {outside[:5]}")
            if width == 320 and self.keep:
                self.picture("narrow", whole=True)

    def paper(self):
        self.open(1200, scheme="dark")
        self.chromium.value(
            "addEventListener('beforeprint', () => {"
            " window.closed_at_print = document.querySelectorAll('details:not([open])').length; })")
        closed = self.chromium.value("document.querySelectorAll('details:not([open])').length")
        document = self.chromium.pdf()
        self.claim(document.startswith(b"%PDF-") and len(document) > 10_000, "no PDF comes of it")
        if self.keep:
            (self.keep / f"{self.name}.pdf").write_bytes(document)
        self.claim(self.chromium.value("window.closed_at_print") == 0, "what is closed is not printed")
        after = self.chromium.value("document.querySelectorAll('details:not([open])').length")
        self.claim(after == closed, "what was closed stays open after printing")
        self.chromium.media("print", prefers_color_scheme="dark")
        paper = self.chromium.value("getComputedStyle(document.body).backgroundColor")
        self.claim(paper == "rgb(255, 255, 255)", f"dark mode is printed: {paper}")

    def accessible(self):
        if not self.axe:
            return
        for width, scheme in ((1200, "light"), (1200, "dark"), (320, "light")):
            self.open(width, scheme=scheme)
            self.chromium.value("document.querySelectorAll('details').forEach(details => { details.open = true; })")
            self.chromium.value(self.axe + "; 0")
            violations = self.chromium.value(
                "axe.run(document).then(result => result.violations.map("
                "v => v.id + ': ' + v.help + ' (' + v.nodes.map(node => node.target).slice(0, 3) + ')'))")
            for violation in violations:
                self.claim(False, f"at {width} pixels, {scheme}: {violation}")

    def without_script(self):
        self.chromium.call("Emulation.setScriptExecutionDisabled", value=True)
        self.open(1200)
        seen = self.chromium.value("[document.querySelector('#filter')?.getClientRects().length ?? 0, " + SHOWN + "]")
        count = self.chromium.value(f"document.querySelectorAll('{ROW}').length")
        self.claim(seen == [0, count], f"without a script: filter and findings are {seen}, of {count}")
        self.chromium.call("Emulation.setScriptExecutionDisabled", value=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--axe", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    program = browser.find()
    if not program:
        print("chromium is not installed")
        return 3
    # A browser that hangs is no pass.
    signal.alarm(300)
    axe = arguments.axe.read_text() if arguments.axe else None
    failures = []
    with browser.Browser(program) as chromium:
        for page in arguments.pages:
            failures += Look(chromium, page, axe, arguments.keep).all()
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
