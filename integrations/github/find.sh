#!/bin/sh
# Finds an installed margincert: output `program`. Where there is none and one may be built, `program` stays empty, and
# `ccache` and `digest` say where the compiler's cache is and what it depends on.
set -eu
here=$(dirname "$0")
. "$here/workflow.sh"
root=$here/../..

case $MARGINCERT_BUILD in
auto | never) program=$(command -v margincert || true) ;;
always) program= ;;
*) stop 64 "build is '$MARGINCERT_BUILD'; it has to be auto, always or never" ;;
esac
if [ -z "$program" ] && [ "$MARGINCERT_BUILD" = never ]; then
  stop 64 "margincert is not on PATH; install it in an earlier step, or leave build at auto"
fi

set_output program "$program"
if [ -z "$program" ]; then
  set_output ccache "$RUNNER_TEMP/margincert-ccache"
  digest=$(cd "$root" && find . -name .git -prune -o -path './build*' -prune -o -type f -exec sha256sum {} + |
    LC_ALL=C sort | sha256sum)
  set_output digest "${digest%% *}"
fi
