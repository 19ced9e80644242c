#include "reproduction/result.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::reproduction {

double farther_end(const Estimate& estimate) {
  if (!estimate.lo || !estimate.hi || std::isnan(*estimate.lo + *estimate.hi)) return NAN;
  return std::max(std::abs(*estimate.lo), std::abs(*estimate.hi));
}

bool Criterion::is_met() const {
  switch (relation) {
    case Relation::below:
      return measured < bound;
    case Relation::above:
      return measured > bound;
    case Relation::at_most:
      return measured <= bound;
    case Relation::at_least:
      break;
  }
  return measured >= bound;
}

Verdict verdict_of(const std::vector<Criterion>& criteria) {
  const auto met = std::ranges::count_if(criteria, &Criterion::is_met);
  if (met == 0) return Verdict::does_not_reproduce;
  return met == std::ssize(criteria) ? Verdict::reproduces : Verdict::in_part;
}

std::string to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::reproduces:
      return "reproduces";
    case Verdict::in_part:
      return "in part";
    case Verdict::does_not_reproduce:
      break;
  }
  return "does not reproduce";
}

std::string to_string(Relation relation) {
  switch (relation) {
    case Relation::below:
      return "<";
    case Relation::above:
      return ">";
    case Relation::at_most:
      return "≤";
    case Relation::at_least:
      break;
  }
  return "≥";
}

}  // namespace margincert::reproduction
