#pragma once

#include <string>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

/// A field in which two things differ, and both values as texts.
struct Contrast {
  std::string field, ours, theirs;
};

/// Every field of two requests that differs, "request.seed" say; empty exactly when they are equal.
std::vector<Contrast> contrasts(const Request& ours, const Request& theirs);

/// The same of the parameters of a model, down to the number that differs; 0 and -0 do.
std::vector<Contrast> contrasts(const std::string& model, const recursion::Parameters& ours,
                                const recursion::Parameters& theirs);

}  // namespace margincert::reports
