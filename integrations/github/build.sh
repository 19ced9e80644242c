#!/bin/sh
# Builds the action's own checkout: output `program`.
set -eu
here=$(dirname "$0")
. "$here/workflow.sh"
root=$(cd "$here/../.." && pwd)

system=$(. "${OS_RELEASE:-/etc/os-release}" && echo "${ID:-} ${VERSION_ID:-}")
if [ "$system" != 'debian 12' ]; then
  stop 64 "margincert is not on PATH, and its packages are those of Debian 12, not of '$system': give the job the line 'container: debian:12', or install margincert in an earlier step"
fi
export CCACHE_DIR="$MARGINCERT_CCACHE"
"$root/dev" run --version || stop 70 "margincert does not build; the log of this step says why"
set_output program "$root/build/src/cli/margincert"
