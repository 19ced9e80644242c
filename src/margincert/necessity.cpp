#include "margincert/necessity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "margincert/work/case_files.hpp"
#include "recursion/refusal.hpp"
#include "reports/necessity_page.hpp"

namespace margincert {
namespace {

std::vector<std::string> in_order(const std::vector<std::string>& wanted) {
  std::vector<std::string> chosen;
  for (const std::string theorem : {"A", "B"}) {
    if (wanted.empty() || std::ranges::find(wanted, theorem) != wanted.end()) chosen.push_back(theorem);
  }
  return chosen;
}

/// The command line that makes the same study.
std::string command_of(const NecessityRequest& request) {
  const std::string only = request.theorems.size() == 1 ? " --theorem " + request.theorems.front() : "";
  return fmt::format("margincert necessity{} --budget {} --seed {}", only, request.budget, request.seed);
}

/// The cases that the page links to.
std::vector<Necessity::NamedCase> confirmed_cases(const search::Study& study, std::uint64_t seed) {
  std::vector<Necessity::NamedCase> cases;
  const auto add = [&](const search::Witness& witness, const search::Target& target, const std::string& name) {
    cases.push_back({name, to_case(witness, target, necessity_command, seed)});
    work::replay_accepted(cases.back().witness);
  };
  for (const search::Cell& cell : study.cells) {
    if (cell.counterexample) add(*cell.counterexample, cell.target, reports::case_name(cell));
  }
  for (const search::Sharpness& sharpness : study.sharpness) {
    if (sharpness.result.tightest) add(*sharpness.result.tightest, sharpness.target, reports::case_name(sharpness));
  }
  if (study.threshold && study.threshold->witness) {
    add(*study.threshold->witness, study.threshold->target, reports::threshold_case_name);
  }
  return cases;
}

}  // namespace

std::size_t Necessity::counterexamples() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(study.cells, [](const search::Cell& cell) { return cell.counterexample.has_value(); }));
}

bool Necessity::refutes_a_proof() const { return std::ranges::any_of(study.cells, &search::Cell::refutes_the_proof); }

NecessityStudy::NecessityStudy(const NecessityRequest& request) : request_(request) {
  request_.theorems = in_order(request.theorems);
  if (request.budget == 0) throw Refusal("", "--budget 0 checks nothing", "give at least 1");
}

Necessity NecessityStudy::run(const numeric::RunControl& control) const {
  const search::StudyOptions options{request_.budget, request_.seed};
  const numeric::RunControl running = control.started();
  Necessity found;
  found.study = search::study_necessity(request_.theorems, options, running);
  found.interrupted = control.asked_to_stop();
  found.out_of_time = !found.interrupted && running.asked_to_stop();
  found.cases = confirmed_cases(found.study, request_.seed);
  found.page = reports::to_markdown(found.study, options, command_of(request_));
  return found;
}

Necessity study_necessity(const NecessityRequest& request, const numeric::RunControl& control) {
  return NecessityStudy(request).run(control);
}

}  // namespace margincert
