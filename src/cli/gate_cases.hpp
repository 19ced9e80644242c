#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/campaigns.hpp"
#include "cli/gate_config.hpp"
#include "files/case_file.hpp"

namespace margincert::cli {

/// A case of the user's folder.
struct FolderCase {
  std::string name;  ///< of the file within the folder
  std::string path;
  files::Case recorded;
  bool accepted = false;  ///< by its replay
};

/// Cases that are derived again before anything else is asked, and what came of it.
struct ReplayedCases {
  std::vector<reports::CaseTest> tests;  ///< the program's own, then the folder's
  std::vector<FolderCase> folder;        ///< sorted by name
};

/// FileError when the folder, or a case in it, cannot be read: a regression that is skipped is none.
ReplayedCases replay_cases(const NamedPath& folder);

/// The tasks of the folder's cases as a source "cases"; none where there are no cases.
std::optional<TaskSource> source_of_cases(const ReplayedCases& cases);

/// A case that Arb accepts as a violation of what is asked here (statement, regime, no more dropped), for a model's own
/// parameters, has been judged again by now. Throws proofs::Contradiction if that came out as holding.
void require_agreement(const ReplayedCases& cases, const Selection& selection, const reports::Report& report);

/// A file that a run wants to add to the folder.
struct Find {
  std::string path;
  std::string text;
};
/// The run's violations, as simple as they could be made, that no case of the folder shows for the same question and
/// parameters.
std::vector<Find> finds_to_keep(const ReplayedCases& cases, const NamedPath& folder, const Campaigns& campaigns);

}  // namespace margincert::cli
