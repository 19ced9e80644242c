#pragma once

#include <optional>
#include <string>
#include <vector>

#include "files/case_file.hpp"
#include "margincert/gate_config.hpp"
#include "margincert/work/campaigns.hpp"

namespace margincert::work {

/// The cases that are derived again before anything else is asked: the program's own, and those of a folder of the
/// user's, whose tasks are judged besides.
class GateCases {
 public:
  /// FileError when the folder, or a case in it, cannot be read: none may be skipped unseen.
  explicit GateCases(const NamedPath& folder);

  /// The files that no output of the run may replace.
  std::vector<std::string> files() const;

  /// Derives them again, until a stop.
  void replay(const numeric::RunControl& control);
  const std::vector<reports::CaseTest>& tests() const { return tests_; }

  /// Where a folder was named and holds no case: that nothing of it was replayed.
  std::vector<std::string> remarks() const;

  /// The tasks of the folder's cases as a source "cases"; none where there are no cases.
  std::optional<TaskSource> source() const;

  /// A case that Arb accepts as a violation of what is asked here (statement, regime, no more dropped), for a model's
  /// own parameters, has been judged again by now. Throws proofs::Contradiction if it came out as holding.
  void require_agreement(const Selection& selection, const reports::Report& report) const;

  /// The run's violations, as simple as they could be made, that no case of the folder shows for the same question and
  /// parameters. None without a folder.
  std::vector<FileText> finds_to_keep(const Campaigns& campaigns) const;

 private:
  struct FolderCase {
    std::string name;  ///< with the folder as it was named
    std::string path;
    files::Case recorded;
    bool accepted = false;

    bool is_violation() const { return accepted && recorded.verdict == "violated" && !recorded.corrupted; }
  };

  NamedPath folder_;
  std::vector<FolderCase> cases_;  ///< sorted by name
  std::vector<reports::CaseTest> tests_;
};

}  // namespace margincert::work
