#include "margincert/gate.hpp"

#include <fmt/format.h>

#include <utility>

#include "margincert/work/campaigns.hpp"
#include "margincert/work/checkout.hpp"
#include "margincert/work/gate_cases.hpp"
#include "margincert/work/gate_plan.hpp"
#include "margincert/work/gate_search.hpp"
#include "margincert/work/gated.hpp"
#include "margincert/work/twins.hpp"

namespace margincert {
namespace work {
namespace {

CheckRequest campaign_of(const GatePlan& plan, const Gated& gated) {
  CheckRequest request;
  request.models = gated.models;
  request.sources = plan.sources;
  request.selection = plan.selection;
  request.part = plan.part;
  request.seed = plan.seed;
  request.parameter_draw = plan.parameter_draw;
  request.required_applicable = plan.required_applicable;
  request.like = gated.like;
  return request;
}

}  // namespace

/// All that a gate reads before it works.
struct PreparedGate {
  explicit PreparedGate(const GateRequest& request)
      : plan(plan_gate(request)),
        baseline(plan.baseline, plan.selection.dropped, plan.selection.regime),
        gated(load_gated(plan)),
        cases(plan.cases),
        campaigns("gate", campaign_of(plan, gated)) {}

  GatePlan plan;
  Baseline baseline;
  Gated gated;
  GateCases cases;
  PreparedCampaigns campaigns;
};

namespace {

/// One run, step by step.
class GateRun {
 public:
  GateRun(const PreparedGate& gate, const numeric::RunControl& control)
      : plan_(gate.plan),
        baseline_(gate.baseline),
        gated_(gate.gated),
        control_(control),
        running_(control.started()),
        cases_(gate.cases),
        campaigns_(gate.campaigns) {}

  GateResult run() {
    if (!selects_nothing()) {
      cases_.replay(running_);
      search();
      if (const auto source = cases_.source()) campaigns_.add(*source);
    }
    run_campaigns();
    describe();
    cases_.require_agreement(plan_.selection, report());
    if (!selects_nothing()) identify_and_test();
    say_what_ended_it();
    return result();
  }

 private:
  reports::Report& report() { return found_.report; }
  bool selects_nothing() const { return !plan_.empty_selections.empty(); }

  /// What it finds is judged like every other task, so that it stands or falls by the same verdict and replay.
  void search() {
    if (plan_.search == 0 || running_.asked_to_stop()) return;
    const GateSearch search{plan_.search, plan_.search_time, plan_.seed};
    SearchFinds finds = search_for_violations(gated_.models, plan_.selection, search, running_);
    search_remarks_ = std::move(finds.remarks);
    if (finds.tasks.empty()) return;
    TaskSource source;
    source.name = "search";
    source.given = std::move(finds.tasks);
    source.may_be_left_out = true;
    campaigns_.add(std::move(source));
  }

  void run_campaigns() {
    numeric::RunControl within_budget = running_;
    within_budget.seconds = plan_.time_budget;
    found_ = campaigns_.run(within_budget);
  }

  void remark(const std::vector<std::string>& more) {
    report().remarks.insert(report().remarks.end(), more.begin(), more.end());
  }

  void describe() {
    reports::Request& request = report().request;
    request.profile = plan_.profile ? to_string(*plan_.profile) : "";
    request.config = Checkout().name_of(plan_.config);
    request.required = plan_.required;
    request.required_moving_layers = plan_.required_moving_layers;
    request.fail_on = plan_.fail_on;
    report().cases = cases_.tests();
    remark(cases_.remarks());
    remark(plan_.empty_selections);
    remark(gated_.remarks);
    remark(search_remarks_);
    if (plan_.fresh_seed) remark({fmt::format("the seed {0} is fresh: --seed {0} repeats this run", request.seed)});
  }

  void identify_and_test() {
    for (const IdentificationRequest& request : gated_.identification) {
      if (running_.asked_to_stop()) break;
      Identification identification = identify(request, running_);
      report().identification = std::move(identification.tests);
      report().differences = std::move(identification.differences);
    }
    if (!running_.asked_to_stop()) {
      const Selection& asked = plan_.selection;
      report().twins = test_twins(asked.statements, plan_.seed, asked.engine, running_.silent());
    }
  }

  /// What came before and after the campaign may be missing, too.
  void say_what_ended_it() {
    report().interrupted = control_.asked_to_stop();
    if (!report().interrupted && running_.asked_to_stop()) report().out_of_time = true;
  }

  GateResult result() {
    GateResult result;
    if (plan_.profile == Profile::nightly) result.new_cases = cases_.finds_to_keep(found_);
    for (const FileText& found : result.new_cases) {
      remark({found.path + " is new: commit it, and every later run replays it"});
    }
    result.baseline = baseline_.settle(report());
    result.report = std::move(found_.report);
    result.violations = std::move(found_.violations);
    return result;
  }

  const GatePlan& plan_;
  const Baseline& baseline_;
  const Gated& gated_;
  const numeric::RunControl& control_;
  const numeric::RunControl running_;
  GateCases cases_;
  PreparedCampaigns campaigns_;
  Campaigns found_;
  std::vector<std::string> search_remarks_;
};

}  // namespace
}  // namespace work

Gate::Gate(const GateRequest& request) : prepared_(std::make_unique<work::PreparedGate>(request)) {}
Gate::Gate(Gate&&) noexcept = default;
Gate& Gate::operator=(Gate&&) noexcept = default;
Gate::~Gate() = default;

std::vector<std::string> Gate::files() const {
  const work::GatePlan& plan = prepared_->plan;
  std::vector<std::string> all;
  for (const auto& path : {plan.config, plan.model.path, plan.recursion.path, plan.transformer.path, plan.like.path}) {
    if (!path.empty()) all.push_back(path);
  }
  for (const std::vector<std::string>& more : {prepared_->cases.files(), prepared_->baseline.files()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

GateResult Gate::run(const numeric::RunControl& control) const { return work::GateRun(*prepared_, control).run(); }

GateResult gate(const GateRequest& request, const numeric::RunControl& control) { return Gate(request).run(control); }

}  // namespace margincert
