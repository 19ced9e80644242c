"""The page before axe-core, which looks for what keeps people from using it: in light and in dark, all details open."""
import json
import pathlib
import re
import sys
import unittest

import browsing
import reports
from browsing import Site

AXE = pathlib.Path(reports.node_modules("axe-core@4.14.1")) / "axe-core/axe.min.js"

RUN = """<script src="axe.js"></script><script>
onload = () => {
  document.querySelectorAll("details").forEach(part => part.open = true);
  axe.run(document).then(result => {
    const found = result.violations.map(v => ({rule: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 200))}));
    document.body.textContent = "axe " + JSON.stringify({rules: result.passes.length, found: found}) + " end";
  });
};
</script></body>"""


class AxeTest(browsing.BrowserTest):
    def found(self, html, *options):
        """What axe-core finds, and how many of its rules found nothing."""
        Site.pages["axe.js"] = AXE.read_text(encoding="utf-8")
        Site.pages["looked-at.html"] = re.sub("<meta http-equiv.*?>", "", html).replace("</body>", RUN)
        dom, console = self.dom("looked-at.html", "--virtual-time-budget=120000", *options)
        said = re.search(r"axe (\{.*\}) end", dom, re.S)
        self.assertTrue(said, dom[-500:] + "\n".join(console))
        text = said[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        result = json.loads(text)
        return result["found"], result["rules"]

    def test_it_finds_nothing(self):
        for name, html in self.pages.items():
            for options in ([], browsing.DARK):
                with self.subTest(name, options=options):
                    found, rules = self.found(html, *options)
                    self.assertEqual(found, [])
                    self.assertGreater(rules, 20)

    def test_it_would_find_regions_that_share_a_name_and_letters_that_are_too_pale(self):
        html = self.pages["passed"].replace('role="group"', 'role="region"')
        self.assertIn("landmark-unique", [entry["rule"] for entry in self.found(html)[0]])
        html = self.pages["passed"].replace("<style>", "<style>p{color:#ddd!important;background:#fff!important}")
        self.assertIn("color-contrast", [entry["rule"] for entry in self.found(html)[0]])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
