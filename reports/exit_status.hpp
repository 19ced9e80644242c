#pragma once

#include "reports/report.hpp"

namespace margincert::reports {

/// What the program that made a report ends with (docs/cli.md).
inline int exit_status(const Report& report, const Conclusion& conclusion) {
  if (report.interrupted) return 130;
  switch (conclusion.status) {
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

}  // namespace margincert::reports
