#!/usr/bin/env python3
"""Writes a C++ file that holds files by name: the shipped models, the cases and the JSON Schemas, so that the program
needs no data directory. usage: embed_texts.py OUTPUT FILE..."""
import pathlib
import sys


def literal(content):
    """A std::string of these bytes: readable for text, in octal for anything else."""
    if content.isascii() and b"\0" not in content:
        return f'R"text({content.decode()})text"'
    escaped = "".join(f"\\{byte:03o}" for byte in content)
    return f'std::string("{escaped}", {len(content)})'


output, files = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
entries = "".join(f'    {{"{file.name}", {literal(file.read_bytes())}}},\n' for file in files)
pathlib.Path(output).write_text(
    '#include "margincert/work/shipped.hpp"\n\nnamespace margincert::work {\n\n'
    "const std::vector<EmbeddedText>& embedded_texts() {\n  static const std::vector<EmbeddedText> all{\n"
    + entries
    + "  };\n  return all;\n}\n\n}  // namespace margincert::work\n", encoding="utf-8")
