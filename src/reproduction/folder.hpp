#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "numeric/run_control.hpp"
#include "reproduction/store.hpp"

namespace margincert::reproduction {

/// The rows of these ids, all for none. Refusal of an id that there is not, with the nearest one.
std::vector<const Row*> rows_named(const std::vector<std::string>& ids);

/// Where rows are measured at one scale: transformers in models/, results in results/, and the page. What is there is
/// used again.
class Folder {
 public:
  Folder(const std::filesystem::path& folder, Scale scale);

  /// Measures the row, trains the transformers that it misses on the way, and stores the result. Its seconds are left
  /// out where SOURCE_DATE_EPOCH asks for the same bytes every time. Interrupted where it is stopped: models and
  /// checkpoints stay.
  Result measure(const Row& row, const numeric::RunControl& control = {}) const;

  /// What was stored of the row; none at another scale, whose results have no place beside those of this one.
  std::optional<Result> stored(const Row& row) const;
  /// Of all rows, in their order.
  std::vector<Result> results() const;
  std::filesystem::path results_folder() const { return folder_ / "results"; }

 private:
  std::filesystem::path folder_;
  Scale scale_;
  Store store_;
};

}  // namespace margincert::reproduction
