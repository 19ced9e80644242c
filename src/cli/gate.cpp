#include <fmt/format.h>

#include <algorithm>

#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/gate_cases.hpp"
#include "cli/gate_plan.hpp"
#include "cli/gate_search.hpp"
#include "cli/gated.hpp"
#include "cli/identification.hpp"
#include "cli/interrupt.hpp"
#include "cli/twins.hpp"
#include "files/atomic_write.hpp"

namespace margincert::cli {
namespace {

/// A gate run, step by step. Every step is left out after an interrupt, and the report says that it was one.
class Gate {
 public:
  explicit Gate(GatePlan plan)
      : plan_(std::move(plan)), selection_(resolve(plan_.campaign)), gated_(load_gated(plan_)), cases_(replayed()) {}

  int run() {
    catch_interrupts();
    const std::vector<std::string> remarks = search();
    if (const auto source = source_of_cases(cases_)) plan_.sources.push_back(*source);
    campaigns_ = run_campaigns("gate", gated_.models, plan_.sources, plan_.campaign, proofs::Version::stated,
                               plan_.required_applicable);
    describe(remarks);
    require_agreement(cases_, selection_, report());
    if (!selects_nothing()) identify_and_test();
    report().interrupted = interrupted();  // what came after the campaign may be missing, too
    return keep_and_deliver();
  }

 private:
  reports::Report& report() { return campaigns_.report; }
  bool selects_nothing() const { return !plan_.empty_selections.empty(); }
  ReplayedCases replayed() const { return selects_nothing() ? ReplayedCases{} : replay_cases(plan_.cases); }

  /// What it finds is judged like every other task, so that it stands or falls by the same verdict and replay.
  std::vector<std::string> search() {
    if (plan_.search == 0 || selects_nothing()) return {};
    SearchFinds finds = search_for_violations(
        gated_.models, selection_,
        {plan_.search, plan_.search_time, plan_.campaign.seed, jobs_of(plan_.campaign.jobs), plan_.campaign.quiet});
    if (!finds.tasks.empty()) {
      TaskSource source;
      source.name = "search";
      source.given = std::move(finds.tasks);
      source.may_be_left_out = true;
      plan_.sources.push_back(std::move(source));
    }
    return finds.remarks;
  }

  void remark(const std::vector<std::string>& more) {
    report().remarks.insert(report().remarks.end(), more.begin(), more.end());
  }

  void describe(const std::vector<std::string>& remarks) {
    reports::Request& request = report().request;
    request.profile = plan_.profile;
    request.config = plan_.config;
    request.required = plan_.required;
    request.fail_on = plan_.fail_on;
    report().cases = cases_.tests;
    remark(plan_.empty_selections);
    remark(gated_.remarks);
    remark(remarks);
    if (plan_.fresh_seed) {
      report().remarks.push_back(
          fmt::format("the seed {0} is fresh: --seed {0} repeats this run", plan_.campaign.seed));
    }
  }

  void identify_and_test() {
    for (const IdentificationRequest& request : gated_.identification) {
      if (interrupted()) break;
      Identification identification = identify(request);
      report().identification = std::move(identification.tests);
      report().differences = std::move(identification.differences);
    }
    if (!interrupted()) {
      report().twins = test_twins(selection_.statements, plan_.campaign.seed, jobs_of(plan_.campaign.jobs));
    }
  }

  /// The report first: it must not be lost where the folder of cases cannot be written.
  int keep_and_deliver() {
    std::vector<Find> finds;
    if (plan_.profile == "nightly" && plan_.cases.given()) finds = finds_to_keep(cases_, plan_.cases, campaigns_);
    for (const Find& find : finds) {
      report().remarks.push_back(find.path + " is new: commit it, and every later run replays it");
    }
    const int code = deliver(campaigns_, plan_.campaign);
    for (const Find& find : finds) files::write_file(find.path, find.text);
    return code;
  }

  GatePlan plan_;
  Selection selection_;
  const Gated gated_;
  ReplayedCases cases_;
  Campaigns campaigns_;
};

}  // namespace

int run(const GateCommand& command) { return Gate(plan_gate(command)).run(); }

}  // namespace margincert::cli
