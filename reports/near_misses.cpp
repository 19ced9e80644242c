#include "reports/near_misses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "numeric/exact_text.hpp"

namespace margincert::reports {
namespace {

/// One hypothesis in one run, over all statements that ask for it.
struct Missed {
  long least = 0, most = 0;  ///< tasks that a statement lost, over the statements
  double largest = 0;
  std::vector<std::string> statements;

  void add(const std::string& statement, const proofs::NearMiss& misses) {
    least = statements.empty() ? misses.tasks : std::min(least, misses.tasks);
    most = std::max(most, misses.tasks);
    largest = std::max(largest, misses.largest);
    statements.push_back(statement);
  }
};

std::map<std::string, Missed> missed_in(const Run& run) {
  std::map<std::string, Missed> missed;
  for (const Tally& tally : run.statements) {
    for (const auto& [hypothesis, misses] : tally.near_misses) missed[hypothesis].add(tally.id, misses);
  }
  return missed;
}

std::string note(const Run& run, const std::string& hypothesis, const Missed& missed) {
  const std::string distance = numeric::upper_text(numeric::Interval::exact(missed.largest, numeric::Precision(53)), 2);
  const std::string tasks =
      missed.least == missed.most ? fmt::to_string(missed.most) : fmt::format("{} to {}", missed.least, missed.most);
  return fmt::format(
      "{} is missed by no more than rounding (at most {} of the larger side) on {} of {} tasks of {} on {}, so that "
      "there "
      "{} not applicable: {}; {}",
      hypothesis, distance, tasks, run.tasks_done, run.model, run.title(),
      missed.statements.size() == 1 ? "one statement is" : fmt::format("{} statements are", missed.statements.size()),
      fmt::join(missed.statements, ", "), proofs::near_miss_remedy(hypothesis));
}

}  // namespace

std::vector<std::string> near_miss_notes(const Report& report) {
  std::vector<std::string> notes;
  for (const Run& run : report.runs) {
    for (const auto& [hypothesis, missed] : missed_in(run)) notes.push_back(note(run, hypothesis, missed));
  }
  return notes;
}

}  // namespace margincert::reports
