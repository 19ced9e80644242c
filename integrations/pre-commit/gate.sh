#!/bin/sh
# Gates every file given, with the profile dev: gate.sh [--OPTION[=VALUE]…] FILE…
# Ends as the worst of the gates did: broken off before violated before inconclusive before nothing checked before passed.
set -u

# The program on PATH, or the one built in this checkout. A commit is no time to install packages and compile.
program=$(command -v margincert) || program=$(dirname "$0")/../../build/src/cli/margincert
if [ ! -x "$program" ]; then
  echo "margincert is not on PATH; install it (docs/ci.md), and commit again" >&2
  exit 64
fi

options='' files=0 worst=0
reports=$(mktemp -d "${TMPDIR:-/tmp}/margincert-commit.XXXXXX") || exit 70

rank() {
  case $1 in
  0) echo 0 ;;
  3) echo 1 ;;
  2) echo 2 ;;
  1) echo 3 ;;
  *) echo 4 ;;
  esac
}

# gate FILE OPTION…: its table only when it did not pass
gate() {
  file=$1
  shift
  files=$((files + 1))
  "$program" gate "$file" --profile=dev "$@" --output="$reports/$files" >"$reports/$files.txt" 2>&1
  status=$?
  if [ "$status" -ne 0 ]; then
    echo "$file:"
    cat "$reports/$files.txt"
    echo
  fi
  [ "$(rank "$status")" -le "$(rank "$worst")" ] || worst=$status
}

for word in "$@"; do
  case $word in
  -*) options="$options $word" ;;
  *)
    # shellcheck disable=SC2086
    gate "$word" $options
    ;;
  esac
done

if [ "$files" -eq 0 ]; then
  echo "no file was given, so nothing was checked" >&2
  worst=3
fi
if [ "$worst" -eq 0 ]; then
  rm -rf "$reports"
else
  echo "Pages to read, and cases to replay: $reports"
fi
exit "$worst"
