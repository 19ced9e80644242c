#pragma once

#include "reports/report.hpp"

namespace margincert::reports {

/// What a verdict ends with (docs/cli.md).
inline int exit_status(Status status) {
  switch (status) {
    case Status::pass:
      return 0;
    case Status::fail:
      return 1;
    case Status::inconclusive:
      return 2;
    case Status::nothing_checked:
      break;
  }
  return 3;
}

/// The status that the program ends with after this report.
inline int exit_status(const Report& report, const Conclusion& conclusion) {
  return report.interrupted ? 130 : exit_status(conclusion.status);
}

}  // namespace margincert::reports
