#include "search/necessity.hpp"

#include <algorithm>

#include "numeric/stop.hpp"

namespace margincert::search {
namespace {

using recursion::Regime;

/// Certifications that shrinking a counterexample may take.
constexpr long shrink_budget = 3000;
/// Cells whose hypothesis the proof does without are searched too, with this share of the budget.
constexpr std::size_t unused_share = 4;

std::vector<std::string> hypotheses_of(const std::string& theorem) {
  return theorem == "A" ? proofs::theorem_a_hypotheses() : proofs::theorem_b_hypotheses();
}

std::vector<std::string> without(std::vector<std::string> ids, const std::string& id) {
  std::erase(ids, id);
  return ids;
}

/// Class-pure attention is a hypothesis of Theorem A that the class-pure regime grants; without it, the full regime.
Regime regime_of(const std::string& theorem, const std::string& dropped) {
  return theorem == "A" && dropped != "class-purity" ? Regime::class_pure : Regime::full;
}

bool is_among(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

std::vector<Cell> empty_cells(const std::vector<std::string>& theorems) {
  std::vector<Cell> cells;
  for (const std::string& theorem : theorems) {
    const std::vector<std::string> hypotheses = hypotheses_of(theorem);
    for (const std::string& dropped : hypotheses) {
      for (const proofs::Statement& statement : proofs::statements()) {
        if (statement.theorem != theorem) continue;
        cells.push_back(
            {theorem,
             dropped,
             &statement,
             is_among(statement.hypotheses, dropped),
             {&statement, proofs::Version::stated, regime_of(theorem, dropped), without(hypotheses, dropped)},
             {},
             {}});
      }
    }
  }
  return cells;
}

std::vector<Sharpness> empty_sharpness(const std::vector<std::string>& theorems) {
  std::vector<Sharpness> all;
  for (const proofs::Statement& statement : proofs::statements()) {
    // Theorem C has no hypotheses worth dropping, but its bounds are as sharp or blunt as others.
    if (!is_among(theorems, statement.theorem) && !(statement.theorem == "C" && is_among(theorems, "B"))) continue;
    all.push_back(
        {&statement, {&statement, proofs::Version::stated, natural_regime(statement), statement.hypotheses}, {}});
  }
  return all;
}

Request request_for(const Target& target, std::size_t budget, const StudyOptions& options) {
  Request request;
  request.target = target;
  request.budget = budget;
  request.seed = options.seed;
  return request;
}

void fill(Cell& cell, const StudyOptions& options, const numeric::RunControl& control) {
  const std::size_t budget = cell.used_by_proof ? options.budget : options.budget / unused_share;
  cell.result = hunt(request_for(cell.target, budget, options), control);
  if (cell.result.worst)
    cell.counterexample = simplified(*cell.result.worst, cell.target, Freedom::task_and_parameters, shrink_budget);
}

void fill(Sharpness& sharpness, const StudyOptions& options, const numeric::RunControl& control) {
  Request request = request_for(sharpness.target, options.budget, options);
  request.ranges.least_step = 0.25;
  request.keep_tightest = true;
  sharpness.result = hunt(request, control);
}

/// Bisection over the share of the threshold to which dominance is kept, `tries` searches long.
class ThresholdSearch {
 public:
  ThresholdSearch(const StudyOptions& options, const numeric::RunControl& control)
      : options_(options), control_(control) {
    study_.target = {proofs::find_statement("geometric-margin-growth"), proofs::Version::stated, Regime::class_pure,
                     without(proofs::theorem_a_hypotheses(), "dominance")};
    study_.evaluations_per_try = 2 * options.budget;
  }

  void step() {
    const double share = (study_.broken_at + study_.none_found_from.value_or(1)) / 2;
    Target target = study_.target;
    target.dominance_share = share;
    const Result result = hunt(request_for(target, study_.evaluations_per_try, options_), control_);
    if (!result.complete) return;
    if (result.worst) {
      study_.broken_at = dominance_share(result.worst->instance, study_.target).lo_double();
      study_.witness = result.worst;
    } else {
      study_.none_found_from = share;
    }
    ++study_.tries;
  }

  ThresholdStudy take() { return std::move(study_); }

 private:
  const StudyOptions& options_;
  const numeric::RunControl& control_;
  ThresholdStudy study_;
};

}  // namespace

Study study_necessity(const std::vector<std::string>& theorems, const StudyOptions& options,
                      const numeric::RunControl& control) {
  const numeric::RunControl run = control.started(), each = run.silent();
  constexpr int threshold_tries = 8;
  Study study{empty_cells(theorems), empty_sharpness(theorems), {}};
  const bool with_threshold = is_among(theorems, "A");
  const std::size_t all = study.cells.size() + study.sharpness.size() + (with_threshold ? threshold_tries : 0);
  std::size_t done = 0;
  const numeric::StopScope scope(run.stop);
  const auto go_on = [&] {
    run.show({"", done++, all, "searches"});
    return !run.asked_to_stop();
  };
  for (Cell& cell : study.cells) {
    if (!go_on()) return study;
    fill(cell, options, each);
  }
  for (Sharpness& sharpness : study.sharpness) {
    if (!go_on()) return study;
    fill(sharpness, options, each);
  }
  if (with_threshold) {
    ThresholdSearch search(options, each);
    try {
      for (int k = 0; k < threshold_tries && go_on(); ++k) search.step();
    } catch (const numeric::Stopped&) {  // in the middle of a try, which does not count
    }
    study.threshold = search.take();
  }
  return study;
}

}  // namespace margincert::search
