"""SARIF before the validator of its makers, by their own rules and by those of GitHub's code scanning."""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import reports

MULTITOOL = pathlib.Path(reports.node_modules("@microsoft/sarif-multitool@5.7.0")) / ".bin/sarif-multitool"


class SarifTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def complaints(self, sarif, kind):
        """How often which rule was broken: errors and warnings."""
        (self.folder / "report.sarif").write_text(json.dumps(sarif), encoding="utf-8")
        ran = subprocess.run(
            [MULTITOOL, "validate", "report.sarif", "--rule-kind", kind, "--output", "found.sarif", "--log", "ForceOverwrite"],
            cwd=self.folder, env=os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}, capture_output=True, text=True,
            timeout=300)
        found = self.folder / "found.sarif"
        self.assertTrue(found.exists(), ran.stdout + ran.stderr)
        results = json.loads(found.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
        found.unlink()
        return collections.Counter(result["ruleId"] for result in results)

    def sarif(self, name):
        html = reports.page(name, self.folder, "--sarif-output", "made.sarif")
        html.unlink()
        return json.loads((self.folder / "made.sarif").read_text(encoding="utf-8"))

    def test_it_complains_of_nothing(self):
        for name in reports.RUNS:
            sarif = self.sarif(name)
            for kind in ("Sarif", "Ghas"):
                with self.subTest(name, kind=kind):
                    self.assertEqual(self.complaints(sarif, kind), {})

    def test_it_would_complain(self):
        sarif = self.sarif("violated")
        driver = sarif["runs"][0]["tool"]["driver"]
        del driver["informationUri"]
        driver["rules"][0]["name"] = driver["rules"][0]["id"]
        self.assertEqual(self.complaints(sarif, "Sarif"), {"SARIF1001": 1, "SARIF2005": 1})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
