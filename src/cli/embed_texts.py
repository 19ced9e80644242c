#!/usr/bin/env python3
"""Writes a C++ file that holds texts by name: the shipped models and the JSON Schemas, so that the program needs no
data directory. usage: embed_texts.py OUTPUT FILE..."""
import pathlib
import sys

output, files = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
entries = "".join(f'    {{"{file.name}", R"text({file.read_text(encoding="utf-8")})text"}},\n' for file in files)
pathlib.Path(output).write_text(
    '#include "cli/embedded.hpp"\n\nnamespace margincert::cli {\n\n'
    "const std::vector<EmbeddedText>& embedded_texts() {\n  static const std::vector<EmbeddedText> all{\n"
    + entries
    + "  };\n  return all;\n}\n\n}  // namespace margincert::cli\n", encoding="utf-8")
