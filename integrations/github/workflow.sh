# What the steps of the action share: how GitHub's runner is told something. Sourced by POSIX sh.

# Nobody can guess a word that ends a value or a stretch of the log, so nothing printed in between can end it.
unguessable() {
  printf 'margincert-%s' "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
}

# set_output NAME VALUE
set_output() {
  end=$(unguessable)
  printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"$GITHUB_OUTPUT"
}

# The text as a workflow command takes it: on one line.
escaped() {
  printf '%s' "$1" | sed 's/%/%25/g; s/\r/%0D/g' | awk '{ printf "%s%s", (NR > 1 ? "%0A" : ""), $0 }'
}

# annotate MESSAGE: an error beside the run, for what no report tells.
annotate() {
  printf '::error title=Margincert::%s\n' "$(escaped "$1")"
}

# stop STATUS MESSAGE
stop() {
  annotate "$2"
  exit "$1"
}
