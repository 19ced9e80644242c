#!/bin/sh
# Runs the gate and tells GitHub what came out: log, step summary, annotations, outputs. It ends with 0 so that the reports
# are uploaded; the last step ends with the gate's status, output `exit-code`.
set -eu
here=$(dirname "$0")
. "$here/workflow.sh"

summary_limit=1000000 # bytes; GitHub drops a step's summary above 1 MiB
folder=$MARGINCERT_OUTPUT
log=$RUNNER_TEMP/margincert-log
mkdir -p "$log"

# refuse MESSAGE: the action was asked for something that cannot be.
refuse() {
  annotate "$1"
  set_output status NO-REPORT
  set_output exit-code 64
  exit 0
}

check_inputs() {
  [ -n "$folder" ] || refuse "output is empty; name a folder for the reports"
  # A misspelt expression is empty, too, and must not be green about the models that come with the program.
  [ -n "$MARGINCERT_MODEL$MARGINCERT_CONFIG" ] ||
    refuse "neither model nor config is given; name what to gate, or model: reference for the shipped one"
  if [ -n "$MARGINCERT_VERSION" ]; then
    found=$("$MARGINCERT_PROGRAM" --version) || found="no version"
    [ "$found" = "margincert $MARGINCERT_VERSION" ] ||
      refuse "version $MARGINCERT_VERSION is asked for, and $MARGINCERT_PROGRAM is $found"
  fi
}

# A report of an earlier run must not be taken for this one's.
remove_earlier_reports() {
  for name in report.json junit.xml report.sarif report.html report.md; do rm -f "$folder/$name"; done
}

# Leaves the exit status in $code. A cancelled job lets the gate write what it has.
run_gate() {
  set -- gate
  [ -z "$MARGINCERT_MODEL" ] || set -- "$@" "$MARGINCERT_MODEL"
  [ -z "$MARGINCERT_CONFIG" ] || set -- "$@" --config "$MARGINCERT_CONFIG"
  [ -z "$MARGINCERT_BASELINE" ] || set -- "$@" --baseline "$MARGINCERT_BASELINE"
  set -f # the words of args are taken as they are
  # shellcheck disable=SC2086
  set -- "$@" $MARGINCERT_ARGS
  set +f
  "$MARGINCERT_PROGRAM" "$@" --output "$folder" >"$log/out" 2>"$log/err" &
  program=$!
  # Once: a second signal would kill the gate while it writes.
  trap 'trap "" INT TERM; kill -TERM "$program" 2>/dev/null || true' INT TERM
  while :; do
    code=0
    wait "$program" || code=$?
    kill -0 "$program" 2>/dev/null || break
  done
  trap - INT TERM
}

# Nothing of the program's own words may act as a command to the runner.
show_log() {
  pause=$(unguessable)
  echo "::stop-commands::$pause"
  cat "$log/out" "$log/err"
  echo "::$pause::"
}

last_words() {
  tail -n 1 "$log/err" | cut -c 1-1000
}

explain_status() {
  case $code in
  64) echo "the command line asks for what does not exist, or contradicts itself" ;;
  65) echo "a file cannot be read, is not what it should be, or cannot be written" ;;
  70) echo "internal error" ;;
  12[89] | 1[3-9]? | 2??) echo "killed by signal $((code - 128))" ;;
  *) echo "an exit status that the gate does not have" ;;
  esac
}

# Green needs the status 0, the word PASS and the report, all three.
judge() {
  status=$(cat "$log/out" "$log/err" | grep -E '^(PASS|FAIL|INCONCLUSIVE|NOTHING-CHECKED) holds=' | tail -n 1)
  status=${status%% *}
  [ -n "$status" ] || status=NO-REPORT
  case $code in
  0 | 1 | 2 | 3 | 130) ;;
  *) annotate "The gate did not finish: $(explain_status) (exit status $code). $(last_words)" ;;
  esac
  if [ ! -s "$folder/report.json" ]; then
    status=NO-REPORT
    case $code in
    0 | 1 | 2 | 3 | 130) annotate "The gate ended with status $code and wrote no report. $(last_words)" ;;
    esac
    [ "$code" -ne 0 ] || code=70
  elif [ "$code" -eq 0 ] && [ "$status" != PASS ]; then
    annotate "The gate ended with status 0 but does not say PASS."
    code=70
  fi
}

write_annotations() {
  [ -s "$folder/report.json" ] || return 0
  rendered=0
  "$MARGINCERT_PROGRAM" report "$folder/report.json" --format github >"$log/annotations" 2>"$log/err" || rendered=$?
  case $rendered in # it ends as the gate did
  0 | 1 | 2 | 3 | 130) cat "$log/annotations" ;;
  *) annotate "The findings cannot be shown beside the run: $(last_words)" ;;
  esac
}

as_html_text() {
  sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
}

write_summary() {
  if [ ! -s "$folder/report.md" ]; then
    printf '## Margincert: no report\n\nExit status %s.\n\n<pre>%s</pre>\n' "$code" "$(last_words | as_html_text)"
  elif [ "$(wc -c <"$folder/report.md")" -le "$summary_limit" ]; then
    cat "$folder/report.md"
  else
    head -c "$summary_limit" "$folder/report.md" | sed '$d'
    printf '\n\nThe rest is in report.md of the artifact.\n'
  fi >>"$GITHUB_STEP_SUMMARY"
}

# output_file OUTPUT FILE: its path, or nothing when it was not written.
output_file() {
  if [ -s "$folder/$2" ]; then set_output "$1" "$folder/$2"; else set_output "$1" ''; fi
}

check_inputs
remove_earlier_reports
run_gate
show_log
judge
write_summary
write_annotations
set_output status "$status"
set_output exit-code "$code"
set_output folder "$folder"
output_file json report.json
output_file junit junit.xml
output_file sarif report.sarif
output_file html report.html
output_file markdown report.md
