#!/usr/bin/env python3
"""Writes the stylesheet into a C++ file, with the digest by which a content policy allows just it.
usage: embed_stylesheet.py OUTPUT STYLESHEET"""
import base64
import hashlib
import pathlib
import sys

output, stylesheet = map(pathlib.Path, sys.argv[1:])
css = stylesheet.read_text(encoding="utf-8")
if "</" in css or "<!--" in css or ')css"' in css:
    sys.exit(f"{stylesheet}: would end the element that it is put into; write it otherwise")
digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
output.write_text(f'''#include "reports/html/stylesheet.hpp"

namespace margincert::reports::html {{

const std::string_view stylesheet = R"css({css})css";
const std::string_view stylesheet_hash = "sha256-{digest}";

}}  // namespace margincert::reports::html
''', encoding="utf-8")
