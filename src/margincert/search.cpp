#include "margincert/search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generators/family.hpp"
#include "margincert/models.hpp"
#include "margincert/work/case_files.hpp"
#include "proofs_check/hypotheses.hpp"
#include "files/nearest.hpp"
#include "recursion/refusal.hpp"

namespace margincert {
namespace {

/// Certifications that shrinking may spend.
constexpr long shrink_budget = 4000;

std::optional<std::vector<std::string>> hypotheses_of_theorem(const std::string& theorem) {
  if (theorem == "A") return proofs::theorem_a_hypotheses();
  if (theorem == "B") return proofs::theorem_b_hypotheses();
  if (theorem == "C") return proofs::theorem_c_hypotheses();
  return std::nullopt;
}

/// A theorem stands for all hypotheses that theory.md lists for it.
std::set<std::string> required_beside(const std::vector<std::string>& wanted) {
  std::set<std::string> ids;
  std::vector<std::string> named;
  for (const std::string& name : wanted) {
    const auto all = hypotheses_of_theorem(name);
    if (all) ids.insert(all->begin(), all->end());
    if (!all) named.push_back(name);
  }
  ids.merge(select_hypotheses(named));
  return ids;
}

std::vector<std::string> required_hypotheses(const SearchRequest& request, const proofs::Statement& statement) {
  std::set<std::string> required = required_beside(request.require);
  required.insert(statement.hypotheses.begin(), statement.hypotheses.end());
  for (const std::string& id : select_hypotheses(request.drop)) {
    if (required.erase(id) > 0) continue;
    throw Refusal("--drop " + id, fmt::format("{} does not require {}", statement.id, id),
                  "its hypotheses are " + files::joined(statement.hypotheses));
  }
  std::vector<std::string> in_order;
  for (const auto& hypothesis : proofs::hypotheses()) {
    if (required.contains(hypothesis.id)) in_order.push_back(hypothesis.id);
  }
  return in_order;
}

search::Target target_of(const SearchRequest& request) {
  search::Target target;
  target.statement = &statement_named(request.statement);
  target.version = request.version;
  target.regime = request.regime.value_or(natural_regime(*target.statement));
  target.required = required_hypotheses(request, *target.statement);
  if (target.regime == recursion::Regime::class_pure && select_hypotheses(request.drop).contains("class-purity")) {
    throw Refusal("", "--drop class-purity drops nothing in the class-pure regime", "add --regime full");
  }
  return target;
}

std::vector<std::string> chosen_engines(const std::vector<std::string>& wanted) {
  const std::vector<std::string> known = search::engine_ids();
  for (const std::string& id : wanted) {
    if (std::ranges::find(known, id) == known.end()) {
      throw Refusal("",
                    fmt::format("no engine '{}'{} (engines: {})", id, files::did_you_mean(id, known),
                                files::joined(known)),
                    "");
    }
    if (std::ranges::count(wanted, id) > 1) throw Refusal("", fmt::format("engine '{}' is given twice", id), "");
  }
  return wanted;
}

search::Sources sources_of(const SearchRequest& request) {
  search::Sources sources{request.families, request.settings, request.parameters, request.most_points};
  for (const std::string& family : request.families) generators::find_family(family);
  if (!request.settings.empty() && request.families.size() != 1) {
    throw Refusal("", "--set needs exactly one --family", "");
  }
  if (!sources.parameters && !request.model.empty()) sources.parameters = load_model(request.model).parameters;
  return sources;
}

search::Request hunt_of(const SearchRequest& request) {
  search::Request hunt;
  hunt.target = target_of(request);
  hunt.sources = sources_of(request);
  if (request.vary_parameters && !hunt.sources.parameters) {
    throw Refusal("", "--vary-params needs --params", "without, parameters are searched anyway");
  }
  hunt.vary_parameters = !hunt.sources.parameters || request.vary_parameters;
  hunt.engines = chosen_engines(request.engines);
  hunt.budget = request.budget;
  hunt.seed = request.seed;
  if (hunt.budget == 0) throw Refusal("", "--budget 0 checks nothing", "give at least 1");
  return hunt;
}

/// One run of a search, and what it found so far.
class Hunt {
 public:
  Hunt(reports::SearchReport& report, const numeric::RunControl& control, const KeepWitness& keep)
      : report_(report), as_given_(control), control_(control.started()), keep_(keep) {}

  void run() {
    report_.result = search::hunt(report_.request, control_,
                                  [this](const search::Witness& witness) { confirm(witness, report_.worst); });
    if (report_.worst) simplify();
    report_.interrupted = as_given_.asked_to_stop();
    report_.out_of_time = !report_.interrupted && (!report_.result.complete || report_.unconfirmed);
  }

 private:
  void simplify() {
    const numeric::StopScope a_second_more(numeric::a_second_after(control_.stop));
    confirm(search::simplified(report_.worst->witness, report_.request.target, report_.request.freedom(),
                               as_given_.asked_to_stop() ? 0 : shrink_budget),
            report_.simplest);
  }

  /// Not where an end was asked for and Arb would take longer than a second: what it has not derived again is nothing.
  void confirm(const search::Witness& witness, std::optional<reports::ConfirmedWitness>& confirmed) {
    const numeric::StopScope a_second_more(numeric::a_second_after(control_.stop),
                                           numeric::StopScope::Around::not_at_all);
    try {
      const files::Case file = to_case(witness, report_.request.target, "search", report_.request.seed);
      const replay::Replay again = work::replay_accepted(file);
      confirmed = reports::ConfirmedWitness{witness, keep_ ? keep_(file, witness.kind) : "", again};
    } catch (const numeric::Stopped&) {
      report_.unconfirmed = true;
    }
  }

  reports::SearchReport& report_;
  const numeric::RunControl& as_given_;
  numeric::RunControl control_;
  const KeepWitness& keep_;
};

}  // namespace

Search::Search(const SearchRequest& request) : request_(hunt_of(request)), parameters_(request.model) {}

reports::SearchReport Search::run(const numeric::RunControl& control, const KeepWitness& keep) const {
  reports::SearchReport report;
  report.request = request_;
  report.parameters = parameters_;
  Hunt(report, control, keep).run();
  return report;
}

reports::SearchReport find_worst(const SearchRequest& request, const numeric::RunControl& control,
                                 const KeepWitness& keep) {
  return Search(request).run(control, keep);
}

}  // namespace margincert
