"""Pages of real reports in Debian's chromium, from a site that knows nothing else: what the tests of pages share."""
import http.server
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest
import zlib

import reports

CHROMIUM = reports.skip_without("chromium")
HOST = "http://page.test"
DARK = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]


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
    """Pages of reports, in the browser."""
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
