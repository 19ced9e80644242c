"""Checks that one misuse is refused by the compiler, for that reason and no other.

usage: run.py CONTROL MISUSE --include DIR... -- COMPILER [FLAG...]

The control file has to compile with the same command. Every error about the misuse has to point at its line marked
"// misuse"; so a missing header, which would refuse anything, does not pass for a refusal.
"""
import argparse
import os
import re
import subprocess
import sys


def compile_file(command, folders, path):
    includes = [flag for folder in folders for flag in ('-I', folder)]
    full = command + ['-std=c++20', '-fsyntax-only', *includes, path]
    environment = dict(os.environ, LC_ALL='C')
    return subprocess.run(full, capture_output=True, text=True, env=environment)


def marked_line(path):
    with open(path, encoding='utf-8') as file:
        marked = [number for number, line in enumerate(file, 1) if line.rstrip().endswith('// misuse')]
    if len(marked) != 1:
        sys.exit(f'{path}: expected one line marked "// misuse", found {len(marked)}')
    return marked[0]


def error_places(path, messages):
    """Line numbers of the errors in the file itself, and the errors that are anywhere else."""
    here, elsewhere = set(), []
    for line in messages.splitlines():
        place = re.match(r'(.+?):(\d+):\d+: (?:fatal )?error: ', line)
        if place and os.path.basename(place.group(1)) == os.path.basename(path):
            here.add(int(place.group(2)))
        elif place or re.search(r'\berror: ', line):
            elsewhere.append(line)
    return here, elsewhere


def complaint(arguments):
    control = compile_file(arguments.compiler, arguments.include, arguments.control)
    if control.returncode != 0:
        return f'the control file does not compile:\n{control.stderr}'
    wanted = marked_line(arguments.misuse)
    misuse = compile_file(arguments.compiler, arguments.include, arguments.misuse)
    if misuse.returncode == 0:
        return f'{arguments.misuse}:{wanted}: the misuse compiles'
    here, elsewhere = error_places(arguments.misuse, misuse.stderr)
    if here != {wanted} or elsewhere or 'No such file' in misuse.stderr or 'file not found' in misuse.stderr:
        return f'{arguments.misuse}: refused, but not because of line {wanted}:\n{misuse.stderr}'
    return None


def parse_arguments(argv):
    split = argv.index('--') if '--' in argv else len(argv)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('control')
    parser.add_argument('misuse')
    parser.add_argument('--include', action='append', default=[])
    arguments = parser.parse_args(argv[:split])
    arguments.compiler = argv[split + 1:]
    if not arguments.compiler:
        parser.error('no compiler given after --')
    return arguments


if __name__ == '__main__':
    reason = complaint(parse_arguments(sys.argv[1:]))
    if reason:
        sys.exit(reason)
