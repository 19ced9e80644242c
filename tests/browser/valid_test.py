"""The page is valid HTML by Debian's tidy, and its content policy names just the stylesheet that it has."""
import base64
import hashlib
import re
import subprocess
import sys
import tempfile
import pathlib
import unittest

import reports

TIDY = reports.skip_without("tidy")

# HTML's tidy knows the element <svg>, and of what SVG has in it next to nothing.
NOT_KNOWN_TO_TIDY = re.compile(r'<(svg|title)> proprietary attribute "(fill|font-family|id|aria-labelledby)"')


def complaints(html):
    ran = subprocess.run([TIDY, "-e", "-q", "-utf8", "--show-info", "no"], input=html, capture_output=True, text=True,
                         encoding="utf-8", timeout=60)
    return [line for line in ran.stderr.splitlines() if line and not NOT_KNOWN_TO_TIDY.search(line)]


class ValidTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.pages = {name: reports.page(name, pathlib.Path(cls.folder.name)).read_text(encoding="utf-8")
                     for name in reports.RUNS}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_tidy_finds_nothing_to_complain_about(self):
        for name, html in self.pages.items():
            with self.subTest(name):
                self.assertEqual(complaints(html), [])

    def test_tidy_would_find_it(self):
        html = self.pages["passed"]
        for broken in (html.replace("</main>", "", 1), html.replace("<h1>", "<h1><p>", 1), html.replace("<dd>", "<ddd>", 1),
                       html.replace('id="overview"', 'id="not-claimed"', 1)):
            self.assertNotEqual(complaints(broken), [])

    def test_the_policy_names_the_stylesheet(self):
        for html in self.pages.values():
            (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
            (style,) = re.findall(r"<style>(.*?)</style>", html, re.S)
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            self.assertEqual(policy, f"default-src 'none'; style-src 'sha256-{digest}'")
            self.assertNotIn("url(", style)
            self.assertNotIn("@import", style)

    def test_pages_are_small(self):
        for html in self.pages.values():
            self.assertLess(len(html.encode()), 1.5e6)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
