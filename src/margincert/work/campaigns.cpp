#include "margincert/work/campaigns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "generators/settings.hpp"
#include "margincert/work/guards.hpp"
#include "margincert/work/case_files.hpp"
#include "margincert/work/checkout.hpp"
#include "margincert/work/confirm.hpp"
#include "margincert/work/task_makers.hpp"
#include "margincert/work/witness_series.hpp"
#include "recursion/refusal.hpp"
#include "reports/coverage.hpp"
#include "reports/movement.hpp"
#include "reports/record.hpp"

namespace margincert::work {
namespace {

using Clock = std::chrono::steady_clock;

reports::Request describe(const std::string& command, const CheckRequest& asked) {
  const Selection& selection = asked.selection;
  reports::Request request;
  request.command = command;
  request.folder = Checkout().folder();
  request.seed = asked.seed;
  for (const auto* statement : selection.statements) request.statements.push_back(statement->id);
  request.statements_chosen = selection.chosen;
  request.corrupted_twins = selection.version == proofs::Version::corrupted;
  request.dropped.assign(selection.dropped.begin(), selection.dropped.end());
  request.regime = name_of_regime(selection.regime);
  for (const auto rung : selection.ladder.rungs()) request.ladder.push_back(rung.bits());
  request.engine = begins_with_engine(selection.ladder, selection.engine);
  request.required_applicable = asked.required_applicable;
  return request;
}

reports::Run describe(const TaskSource& source, const Model& model, const TaskMaker& maker, const CheckRequest& asked) {
  reports::Run run;
  run.model = model.name;
  run.source = source.name;
  run.settings = maker.settings;
  run.task_files = maker.names;
  run.parameter_draw = parameter_draw_of(source, asked.parameter_draw);
  run.tasks = maker.tasks;
  run.random = maker.random;
  run.part = asked.part;
  return run;
}

proofs::CampaignResult execute(Planned& planned, const std::string& name, const numeric::RunControl& control) try {
  proofs::CampaignResult result = run(planned.campaign, control);
  reports::record(result, planned.run);
  return result;
} catch (const proofs::Contradiction& contradiction) {
  throw proofs::Contradiction(fmt::format("{}, {}", name, contradiction.what()));
}

/// Of the reference's runs, beside each planned run on the same source.
void keep_what_applied(const std::vector<Planned>& beside, std::vector<Planned>& planned) {
  for (Planned& one : planned) {
    const auto same = std::ranges::find(beside, one.source, &Planned::source);
    if (same != beside.end()) one.run.reference = reports::usages_of(same->run);
  }
}

void require_one_of_its_parts(const reports::Part& part) {
  const bool is_one = part.done.size() == 1 && 1 <= part.done.front() && part.done.front() <= part.of;
  if (!is_one) throw Refusal("", "the part is none of a whole", "give one number from 1 to the number of parts");
}

/// Runs one campaign after the other, as one piece of work.
class InARow {
 public:
  InARow(const numeric::RunControl& running, std::uint64_t total) : running_(running), total_(total) {}

  proofs::CampaignResult run(Planned& one) {
    const std::string name = one.run.model + " on " + one.run.title();
    numeric::RunControl control = running_;
    control.progress = [&](const numeric::Progress& at) { running_.show({name, before_ + at.done, total_}); };
    proofs::CampaignResult result = execute(one, name, control);
    before_ += share_size(one.campaign);
    complete_ = complete_ && result.complete;
    return result;
  }

  bool complete() const { return complete_; }

 private:
  const numeric::RunControl& running_;
  std::uint64_t total_, before_ = 0;
  bool complete_ = true;
};

}  // namespace

PreparedCampaigns::PreparedCampaigns(std::string command, CheckRequest request)
    : command_(std::move(command)), request_(std::move(request)) {
  require_one_of_its_parts(request_.part);
  require_registered(request_.selection);
  if (request_.required_applicable < 0) {
    throw Refusal("required_applicable", fmt::format("is {}", request_.required_applicable), "give at least 0");
  }
  for (std::size_t model = 0; model < request_.models.size(); ++model) {
    for (std::size_t source = 0; source < request_.sources.size(); ++source) plan(model, source);
  }
  if (request_.like) plan_beside(*request_.like);
}

void PreparedCampaigns::add(TaskSource source) {
  request_.sources.push_back(std::move(source));
  for (std::size_t model = 0; model < request_.models.size(); ++model) plan(model, request_.sources.size() - 1);
  std::ranges::stable_sort(planned_, {}, &Planned::model);
}

void PreparedCampaigns::plan(std::size_t model, std::size_t source) try {
  planned_.push_back(set_up(request_.models[model], source));
  planned_.back().model = model;
} catch (const generators::SettingError& error) {
  const TaskSource& refused = request_.sources[source];
  if (!refused.may_be_left_out) throw;
  remarks_.push_back(fmt::format("{}: {} left out: {}", request_.models[model].name, refused.name, error.what()));
}

/// Once on every source that is planned.
void PreparedCampaigns::plan_beside(const Model& like) {
  for (const Planned& one : planned_) {
    const bool first = std::ranges::find(beside_, one.source, &Planned::source) == beside_.end();
    if (first && request_.sources[one.source].given.empty()) beside_.push_back(set_up(like, one.source));
  }
}

Planned PreparedCampaigns::set_up(const Model& model, std::size_t source) const {
  const Selection& asked = request_.selection;
  const TaskSource& tasks = request_.sources[source];
  const TaskMaker maker = maker_for(tasks, model, request_.seed);
  const auto draw = parameter_drawer(parameter_draw_of(tasks, request_.parameter_draw), model, request_.seed);
  Planned planned;
  planned.source = source;
  planned.campaign = {maker.make,
                      maker.tasks,
                      model.parameters,
                      draw,
                      asked.statements,
                      true,
                      asked.regime,
                      asked.dropped,
                      asked.version,
                      asked.ladder,
                      asked.engine,
                      static_cast<std::uint64_t>(request_.part.done.front() - 1),
                      static_cast<std::uint64_t>(request_.part.of)};
  planned.run = describe(tasks, model, maker, request_);
  planned.instance = [make = maker.make, draw](std::uint64_t index) {
    return generators::Instance{make(index), draw(index)};
  };
  return planned;
}

reports::Report PreparedCampaigns::new_report() const {
  reports::Report report;
  report.request = describe(command_, request_);
  for (const Model& model : request_.models) report.models[model.name] = model.parameters;
  if (request_.like) report.reference = {request_.like->name, request_.like->parameters};
  report.remarks = remarks_;
  return report;
}

/// Every run; false where they are not complete.
bool PreparedCampaigns::run_all(Campaigns& all, const numeric::RunControl& running) const {
  std::vector<Planned> planned = planned_, beside = beside_;
  std::uint64_t total = 0;
  for (const auto* list : {&planned, &beside}) {
    for (const Planned& one : *list) total += share_size(one.campaign);
  }
  InARow row(running, total);
  for (Planned& one : planned) all.results.push_back(row.run(one));
  for (Planned& one : beside) row.run(one);
  keep_what_applied(beside, planned);
  for (Planned& one : planned) {
    one.run.position = static_cast<int>(all.report.runs.size());
    all.report.runs.push_back(std::move(one.run));
    all.instances.push_back(one.instance);
  }
  return row.complete();
}

Campaigns PreparedCampaigns::run(const numeric::RunControl& control) const {
  const Clock::time_point start = Clock::now();
  const numeric::RunControl running = control.started();
  Campaigns all{new_report(), {}, {}, {}};
  reports::Report& report = all.report;
  bool complete = run_all(all, running);
  for (std::string& still : stillnesses(report)) report.remarks.push_back(std::move(still));
  {
    const numeric::StopScope saving(numeric::a_second_after(running.stop));
    complete = confirm_violations(all, request_.selection, replay_as_written, running.stop) && complete;
    add_series(all, request_.selection, running.thread_count());
  }
  report.interrupted = control.asked_to_stop();
  report.out_of_time = !report.interrupted && !complete;
  if (!std::getenv("SOURCE_DATE_EPOCH")) report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return all;
}

}  // namespace margincert::work
