#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "reproduction/page.hpp"
#include "reproduction/row.hpp"

namespace margincert::reproduction {

/// A folder of results, one file per row, and where its rows' files are.
class Store {
 public:
  explicit Store(std::filesystem::path results) : results_(std::move(results)) {}

  void put(const Result& result) const;
  /// Nothing where the row has no file; FileError where the file is none of this format, or another row's.
  std::optional<Result> find(const Row& row) const;
  /// What is there, in the order of rows().
  std::vector<Result> all() const;

 private:
  std::filesystem::path path_of(const std::string& row) const { return results_ / (row + ".json"); }

  std::filesystem::path results_;
};

/// Writes reproduction.md and its plots into the folder.
void write_page(const Page& page, const std::filesystem::path& folder);

}  // namespace margincert::reproduction
