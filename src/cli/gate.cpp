#include <fmt/format.h>

#include <utility>

#include "cli/baseline_use.hpp"
#include "cli/campaigns.hpp"
#include "margincert/work/checkout.hpp"
#include "cli/commands.hpp"
#include "cli/gate_cases.hpp"
#include "cli/gate_plan.hpp"
#include "cli/gate_search.hpp"
#include "cli/gated.hpp"
#include "cli/identification.hpp"
#include "cli/interrupt.hpp"
#include "cli/outputs.hpp"
#include "cli/twins.hpp"
#include "files/atomic_write.hpp"

namespace margincert::cli {
namespace {

/// A gate run, step by step. Every step is left out after an interrupt, and the report says that it was one.
class Gate {
 public:
  /// Reads everything there is to be read: what cannot be is said before the work.
  explicit Gate(GatePlan plan)
      : plan_(std::move(plan)),
        selection_(resolve(plan_.campaign)),
        baseline_(plan_.campaign),
        gated_(load_gated(plan_)),
        cases_(plan_.cases),
        outputs_(plan_.campaign.outputs, inputs()) {}

  int run() {
    catch_interrupts();
    if (!selects_nothing()) {
      cases_.replay();
      search();
      if (const auto source = cases_.source()) plan_.sources.push_back(*source);
    }
    campaigns_ = run_campaigns("gate", gated_.models, plan_.sources, plan_.campaign, outputs_, proofs::Version::stated,
                               plan_.required_applicable, gated_.like);
    describe();
    cases_.require_agreement(selection_, report());
    if (!selects_nothing()) identify_and_test();
    report().interrupted = interrupted();  // what came before and after the campaign may be missing, too
    return deliver();
  }

 private:
  reports::Report& report() { return campaigns_.report; }
  bool selects_nothing() const { return !plan_.empty_selections.empty(); }
  int jobs() const { return jobs_of(plan_.campaign.jobs); }

  /// Files that no output may replace.
  std::vector<std::string> inputs() const {
    std::vector<std::string> files;
    for (const auto& path :
         {plan_.config, plan_.model.path, plan_.recursion.path, plan_.transformer.path, plan_.like.path}) {
      if (!path.empty()) files.push_back(path);
    }
    cases_.name_files(files);
    baseline_.name_files(files);
    return files;
  }

  /// What it finds is judged like every other task, so that it stands or falls by the same verdict and replay.
  void search() {
    if (plan_.search == 0 || interrupted()) return;
    SearchFinds finds = search_for_violations(
        gated_.models, selection_,
        {plan_.search, plan_.search_time, plan_.campaign.seed, jobs(), plan_.campaign.outputs.quiet});
    remarks_ = std::move(finds.remarks);
    if (finds.tasks.empty()) return;
    TaskSource source;
    source.name = "search";
    source.given = std::move(finds.tasks);
    source.may_be_left_out = true;
    plan_.sources.push_back(std::move(source));
  }

  void remark(const std::vector<std::string>& more) {
    report().remarks.insert(report().remarks.end(), more.begin(), more.end());
  }

  void describe() {
    reports::Request& request = report().request;
    request.profile = plan_.profile;
    request.config = Checkout().name_of(plan_.config);
    request.required = plan_.required;
    request.required_moving_layers = plan_.required_moving_layers;
    request.fail_on = plan_.fail_on;
    report().cases = cases_.tests();
    remark(cases_.remarks());
    remark(plan_.empty_selections);
    remark(gated_.remarks);
    remark(remarks_);
    if (plan_.fresh_seed) remark({fmt::format("the seed {0} is fresh: --seed {0} repeats this run", request.seed)});
  }

  void identify_and_test() {
    for (const IdentificationRequest& request : gated_.identification) {
      if (interrupted()) break;
      Identification identification = identify(request);
      report().identification = std::move(identification.tests);
      report().differences = std::move(identification.differences);
    }
    if (!interrupted()) {
      report().twins =
          test_twins(selection_.statements, plan_.campaign.seed, selection_.engine, {jobs(), interrupted, {}});
    }
  }

  /// The report first: it must not be lost where the folder of cases cannot be written.
  int deliver() {
    std::vector<Find> finds;
    if (plan_.profile == "nightly") finds = cases_.finds_to_keep(campaigns_);
    for (const Find& find : finds) remark({find.path + " is new: commit it, and every later run replays it"});
    baseline_.settle(report());
    const int code = outputs_.deliver(report(), campaigns_.violations);
    for (const Find& find : finds) files::write_file(find.path, find.text);
    return code;
  }

  GatePlan plan_;
  const Selection selection_;
  const BaselineUse baseline_;
  const Gated gated_;
  GateCases cases_;
  const Outputs outputs_;
  Campaigns campaigns_;
  std::vector<std::string> remarks_;  ///< of the search
};

}  // namespace

int run(const GateCommand& command) { return Gate(plan_gate(command)).run(); }

}  // namespace margincert::cli
