#pragma once

#include <functional>
#include <string>
#include <vector>

#include "generators/shrinking.hpp"
#include "margincert/check.hpp"
#include "proofs_check/campaign.hpp"

namespace margincert::work {

/// A finished (or stopped) set of runs: the report, and for each of its runs what it was made of and came to.
struct Campaigns {
  reports::Report report;
  std::vector<proofs::CampaignResult> results;
  std::vector<std::function<generators::Instance(std::uint64_t)>> instances;
  std::vector<ViolationCase> violations;
};

/// One model on one source, before it is run and after.
struct Planned {
  std::size_t model = 0, source = 0;  ///< positions in the request
  proofs::Campaign campaign;
  reports::Run run;
  std::function<generators::Instance(std::uint64_t)> instance;
};

/// Campaigns that are set up, and refused if need be, before the first one runs.
class PreparedCampaigns {
 public:
  /// `command` is the report's, "check" or "gate". Throws as margincert::Check does.
  PreparedCampaigns(std::string command, CheckRequest request);

  /// One more source, of tasks that are given.
  void add(TaskSource source);

  /// As margincert::Check::run.
  Campaigns run(const numeric::RunControl& control) const;

 private:
  void plan(std::size_t model, std::size_t source);
  void plan_beside(const Model& like);
  Planned set_up(const Model& model, std::size_t source) const;
  reports::Report new_report() const;
  bool run_all(Campaigns& all, const numeric::RunControl& running) const;

  std::string command_;
  CheckRequest request_;
  std::vector<Planned> planned_;  ///< model by model
  std::vector<Planned> beside_;   ///< of the recursion that the models must be like
  std::vector<std::string> remarks_;
};

}  // namespace margincert::work
