"""The page in a real browser, Debian's chromium: it loads nothing else, needs no script and no style, and fits a phone.
Leaves screenshots for a person to look at."""
import re
import sys
import unittest

import browsing
import reports
from browsing import HOST, Site

# What Jenkins sends with the pages it shows.
JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"
# A sandbox runs no script and forbids nothing else that a page like this could want.
NO_SCRIPTS = "sandbox"
# A frame as wide as a phone or a screen, measured from outside, so that the page needs no script: does it fit, and is it
# styled? Once as it is, once with all details open.
FRAME = """<!DOCTYPE html><title>frame</title><body style="margin:0"><p id="measured">not measured</p>
<iframe src="{name}" style="width:{width}px;height:{height}px;border:0;display:block"></iframe><script>
onload = () => {{
  const page = document.querySelector("iframe").contentDocument, root = page.documentElement;
  const styled = page.defaultView.getComputedStyle(page.querySelector("h1")).letterSpacing != "normal";
  const widths = [root.scrollWidth];
  page.querySelectorAll("details").forEach(part => part.open = true);
  widths.push(root.scrollWidth);
  document.querySelector("#measured").textContent = "styled " + styled + " widths " + widths.join(" ");
  page.querySelectorAll("details").forEach(part => part.open = false);
}};
</script>"""


class PageTest(browsing.BrowserTest):
    def measured(self, name, width):
        Site.pages["frame.html"] = FRAME.format(name=name, width=width, height=4000)
        dom, _ = self.dom("frame.html")
        found = re.search(r"styled (true|false) widths (\d+) (\d+)", dom)
        self.assertTrue(found, dom[:500])
        return found[1] == "true", [int(found[2]), int(found[3])]

    def test_nothing_is_loaded_but_the_page_and_nothing_is_refused(self):
        for name in reports.RUNS:
            with self.subTest(name):
                Site.asked = []
                dom, console = self.dom(f"{name}.html")
                self.assertEqual(self.asked(), [f"{HOST}/{name}.html"])
                self.assertEqual(console, [])
                self.assertIn("</svg>", dom)
                self.assertIn("</math>", dom)

    def test_a_page_that_loads_something_would_be_seen(self):
        Site.pages["bad.html"] = '<!DOCTYPE html><title>x</title><img src="http://elsewhere.test/x.png">'
        self.dom("bad.html")
        self.assertIn("http://elsewhere.test/x.png", self.asked())

    def test_the_page_does_not_need_scripts(self):
        self.shot("violated.html", "scripts-on", 1400, 6000)
        Site.policy = NO_SCRIPTS
        self.shot("violated.html", "scripts-off", 1400, 6000)
        on, off = ((self.shots / f"scripts-{state}.png").read_bytes() for state in ("on", "off"))
        self.assertTrue(on == off, "the page looks different without scripts")

    def test_scripts_would_be_off(self):
        script = '<!DOCTYPE html><body style="background:#fff"><script>document.body.style.background = "#000"</script>'
        Site.pages["script.html"] = script
        self.assertLess(self.shot("script.html", "script-on", 500, 500), 60)
        Site.policy = NO_SCRIPTS
        self.assertGreater(self.shot("script.html", "script-off", 500, 500), 200)

    def test_the_policy_that_jenkins_sends_costs_the_style_only(self):
        plain, _ = self.dom("violated.html")
        Site.policy, Site.asked = JENKINS, []
        dom, console = self.dom("violated.html")
        self.assertEqual(dom, plain)
        self.assertEqual(self.asked(), [f"{HOST}/violated.html"])
        self.assertEqual(len(console), 1, console)
        self.assertIn("style", console[0])
        self.shot("violated.html", "violated-jenkins", 1000, 3000)

    def test_the_page_fits_its_window(self):
        for name in reports.RUNS:
            for width in (400, 1400):
                with self.subTest(f"{name} at {width}"):
                    styled, widths = self.measured(f"{name}.html", width)
                    self.assertTrue(styled)
                    self.assertEqual(widths, [width, width])
                    self.shot("frame.html", f"{name}-{width}", max(width, 500), 4000)

    def test_a_page_that_does_not_fit_would_be_seen(self):
        wide = '<p style="width:500px">wide</p></main>'
        Site.pages["wide.html"] = self.pages["passed"].replace("</main>", wide)
        Site.pages["wide.html"] = re.sub("<meta http-equiv.*?>", "", Site.pages["wide.html"])
        self.assertGreater(max(self.measured("wide.html", 400)[1]), 400)
        Site.pages["unstyled.html"] = self.pages["passed"].replace("<style>", "<style> ", 1)
        self.assertFalse(self.measured("unstyled.html", 1400)[0])

    def test_dark_where_dark_is_wanted(self):
        self.assertGreater(self.shot("violated.html", "violated-light", 1400, 3000), 200)
        self.assertLess(self.shot("violated.html", "violated-dark", 1400, 3000, *browsing.DARK), 60)
        Site.policy = JENKINS
        self.assertLess(self.shot("violated.html", "violated-jenkins-dark", 1000, 3000, *browsing.DARK), 60)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
