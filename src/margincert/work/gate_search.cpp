#include "margincert/work/gate_search.hpp"

#include <fmt/format.h>

#include "generators/settings.hpp"
#include "files/nearest.hpp"
#include "search/hunt.hpp"

namespace margincert::work {
namespace {

/// The search of one model.
class Hunter {
 public:
  Hunter(const Model& model, const Selection& selection, const GateSearch& search, const numeric::RunControl& control)
      : model_(model), selection_(selection), search_(search), control_(control) {}

  void hunt(SearchFinds& finds) {
    const std::uint64_t all = search_.budget * selection_.statements.size();
    std::uint64_t before = 0;
    for (const auto* statement : selection_.statements) {
      control_.show({fmt::format("{}: searching {}", model_.name, statement->id), before, all, "evaluations"});
      before += search_.budget;
      if (control_.asked_to_stop()) {
        cut_short_.push_back(statement->id);
        continue;
      }
      hunt_one(*statement, finds);
    }
    finds.remarks.push_back(summary());
  }

 private:
  search::Request request_of(const proofs::Statement& statement, std::uint64_t budget) const {
    search::Request request;
    request.target.statement = &statement;
    request.target.regime = selection_.regime.value_or(natural_regime(statement));
    request.target.required = proofs::remaining_hypotheses(statement, selection_.dropped);
    request.target.engine = selection_.engine;
    request.sources.parameters = model_.parameters;
    request.vary_parameters = false;
    request.budget = budget;
    request.seed = search_.seed;
    return request;
  }

  static bool saw_nothing(const search::Result& result) { return result.decided == 0 && result.open == 0; }

  void hunt_one(const proofs::Statement& statement, SearchFinds& finds) {
    const numeric::RunControl control = control_.silent();
    try {
      const search::Result first = search::hunt(request_of(statement, search_.budget / 10 + 1), control);
      if (saw_nothing(first) && first.complete) {
        outside_.push_back(statement.id);
        return;
      }
      take(search::hunt(request_of(statement, search_.budget), control), statement, finds);
    } catch (const generators::SettingError&) {  // no family has such tasks for the model
      outside_.push_back(statement.id);
    }
  }

  void take(const search::Result& result, const proofs::Statement& statement, SearchFinds& finds) {
    (result.complete ? searched_ : cut_short_).push_back(statement.id);
    for (const auto* witness : {&result.worst, &result.undecided}) {
      if (!*witness) continue;
      const char* kind = witness == &result.worst ? "violation" : "undecided";
      finds.tasks.push_back(
          {fmt::format("search: {} of {} by {}", kind, statement.id, model_.name), (*witness)->instance.task()});
      found_.push_back(statement.id);
    }
  }

  std::string summary() const {
    std::string text =
        fmt::format("{}: search with {} evaluations each: {} statements searched, {}", model_.name, search_.budget,
                    searched_.size(), found_.empty() ? "nothing found" : "found " + files::joined(found_));
    if (!outside_.empty()) text += "; no task meets the hypotheses of " + files::joined(outside_);
    if (!cut_short_.empty()) text += "; cut short before the end of " + files::joined(cut_short_);
    return text;
  }

  const Model& model_;
  const Selection& selection_;
  const GateSearch& search_;
  const numeric::RunControl& control_;
  std::vector<std::string> searched_, outside_, cut_short_, found_;
};

}  // namespace

SearchFinds search_for_violations(const std::vector<Model>& models, const Selection& selection,
                                  const GateSearch& search, const numeric::RunControl& control) {
  numeric::RunControl limited = control.started();
  limited.seconds = search.seconds;
  const numeric::RunControl running = limited.started();
  SearchFinds finds;
  for (const Model& model : models) Hunter(model, selection, search, running).hunt(finds);
  return finds;
}

}  // namespace margincert::work
