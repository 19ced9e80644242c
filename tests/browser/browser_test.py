"""The page in a real browser, Debian's chromium: it loads nothing else, needs no script and no style, and fits a phone.
Leaves screenshots for a person to look at."""
import http.server
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import zlib

import reports

CHROMIUM = reports.skip_without("chromium")

# What Jenkins sends with the pages it shows.
JENKINS = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"
# A sandbox runs no script and forbids nothing else that a page like this could want.
NO_SCRIPTS = "sandbox"
HOST = "http://page.test"

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


class Site(http.server.BaseHTTPRequestHandler):
    """A proxy that the browser has to ask for everything, which knows our pages only and remembers what it was asked."""
    pages, asked, policy = {}, [], None

    def do_GET(self):
        self.asked.append(self.path)
        body = self.pages.get(self.path.removeprefix(HOST + "/"))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write((body or "").encode())

    def do_CONNECT(self):
        self.asked.append(self.path)
        self.send_error(403)

    def log_message(self, *arguments):
        pass


def is_of_the_browser(url):
    """Chromium's own errands, which no page causes."""
    return re.search(r"^(https?://)?[a-z0-9.-]*\b(google|googleapis|gvt1|gstatic)\.com\b", url) is not None


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.pages = {name: reports.page(name, cls.folder).read_text(encoding="utf-8") for name in reports.RUNS}
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.shots = reports.output_folder()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.temporary.cleanup()

    def setUp(self):
        Site.pages = {f"{name}.html": html for name, html in self.pages.items()}
        Site.asked, Site.policy = [], None

    def browse(self, name, *options):
        """What chromium prints, and what it logs, of a page of the site."""
        port = self.server.server_address[1]
        with tempfile.TemporaryDirectory() as profile:
            ran = subprocess.run(
                [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
                 "--disable-default-apps", "--enable-logging=stderr", f"--user-data-dir={profile}",
                 f"--proxy-server=127.0.0.1:{port}", "--proxy-bypass-list=<-loopback>", *options, f"{HOST}/{name}"],
                capture_output=True, text=True, encoding="utf-8", timeout=120)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout, [line for line in ran.stderr.splitlines() if "CONSOLE" in line]

    def asked(self):
        return [url for url in Site.asked if not is_of_the_browser(url)]

    def dom(self, name, *options):
        return self.browse(name, "--dump-dom", *options)

    def shot(self, name, title, width, height, *options):
        """A screenshot; returns the brightness of its upper left corner, 0..255."""
        path = self.shots / f"{title}.png"
        self.browse(name, f"--screenshot={path}", f"--window-size={width},{height}", *options)
        return corner_brightness(path.read_bytes())

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
        dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]
        self.assertGreater(self.shot("violated.html", "violated-light", 1400, 3000), 200)
        self.assertLess(self.shot("violated.html", "violated-dark", 1400, 3000, *dark), 60)
        Site.policy = JENKINS
        self.assertLess(self.shot("violated.html", "violated-jenkins-dark", 1000, 3000, *dark), 60)


def corner_brightness(png):
    """Of the first pixel, which no PNG filter changes."""
    width, height, depth, colour = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big"), png[24], png[25]
    assert png[:4] == b"\x89PNG" and width > 300 and height > 300 and depth == 8 and colour in (2, 6)
    data, at = b"", 8
    while at < len(png):
        length, kind = int.from_bytes(png[at:at + 4], "big"), png[at + 4:at + 8]
        if kind == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    return sum(zlib.decompressobj().decompress(data, 4)[1:4]) / 3


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
