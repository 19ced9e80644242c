#!/bin/sh
# Ends the action as the gate ended. Without a status there was no verdict, and that is never green.
case $MARGINCERT_EXIT_CODE in
0) exit 0 ;;
[1-9] | [1-9][0-9] | [1-9][0-9][0-9])
  echo "margincert: $MARGINCERT_STATUS, exit status $MARGINCERT_EXIT_CODE"
  exit "$MARGINCERT_EXIT_CODE"
  ;;
*)
  echo "margincert: no verdict"
  exit 70
  ;;
esac
