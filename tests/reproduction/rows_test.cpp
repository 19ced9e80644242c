#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "reproduction/result_file.hpp"
#include "tests/reproduction/tiny.hpp"

namespace margincert::reproduction_tests {
namespace {

/// A model of the size that is asked for, with weights of no symmetry.
TrainedModel any_model(const ModelRequest& wanted) {
  const Size& size = wanted.size;
  const transformer::Weights zero = transformer::zero_weights(size.feature_dim, size.classes, size.depth);
  return {shaken(zero, 1), {{1, 1.0, 0.5}, {2, 0.75, 0.5}}};
}

Context any_context() {
  Context context{scale_named("tiny")};
  context.model = any_model;
  return context;
}

bool is_ordered(const Estimate& estimate) {
  return (!estimate.lo || *estimate.lo <= estimate.value) && (!estimate.hi || estimate.value <= *estimate.hi);
}

TEST_CASE("rows have names of their own, a claim, a provenance and a source") {
  std::set<std::string> ids;
  for (const Row& row : rows()) {
    CHECK(ids.insert(row.id).second);
    CHECK(row.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos);
    CHECK(row.claim.size() > 20);
    CHECK(row.provenance.find_first_not_of("SRO+") == std::string::npos);
    CHECK_FALSE(row.source.empty());
    CHECK(find_row(row.id) == &row);
  }
  CHECK(find_row("no-such-row") == nullptr);
}

TEST_CASE("every row measures: criteria, an explanation, tables that are whole, intervals around their numbers") {
  const Context context = any_context();
  for (const Row& row : rows()) {
    CAPTURE(row.id);
    const Measurement measurement = measure(row, context).measurement;
    CHECK_FALSE(measurement.criteria.empty());
    CHECK_FALSE(measurement.explanation.empty());
    CHECK_FALSE(measurement.tables.empty());
    for (const Criterion& criterion : measurement.criteria) {
      CAPTURE(criterion.quantity);
      CHECK_FALSE(std::isnan(criterion.measured));
    }
    for (const Table& table : measurement.tables) {
      CAPTURE(table.title);
      CHECK_FALSE(table.rows.empty());
      for (const auto& cells : table.rows) {
        CHECK(cells.size() == table.columns.size());
        for (const Cell& cell : cells) {
          if (const auto* estimate = std::get_if<Estimate>(&cell)) CHECK(is_ordered(*estimate));
        }
      }
    }
  }
}

TEST_CASE("a measurement does not depend on the number of threads") {
  Context one = any_context(), three = any_context();
  one.control.threads = 1;
  three.control.threads = 3;
  for (const char* id : {"expected-class-alignment", "gram-structure", "margin-bounds"}) {
    CHECK(to_json(measured(id, one)) == to_json(measured(id, three)));
  }
}

TEST_CASE("every row stops when it is told to") {
  Context context = any_context();
  context.control.stop = [] { return true; };
  for (const Row& row : rows()) CHECK_THROWS_AS(measure(row, context), Interrupted);
}

}  // namespace
}  // namespace margincert::reproduction_tests
