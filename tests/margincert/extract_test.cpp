#include "margincert/extract.hpp"

#include <doctest/doctest.h>

#include "margincert/work/models.hpp"
#include "recursion/refusal.hpp"
#include "tests/files/support.hpp"

namespace margincert::work_tests {
namespace {

using namespace work;

ExtractRequest extraction_of_the_reference(std::uint64_t tasks) {
  ExtractRequest request;
  request.model = "reference";
  request.tasks = tasks;
  return request;
}

TEST_CASE("the recursion is there before anything is measured, and is the shipped one") {
  const PreparedExtraction prepared(extraction_of_the_reference(1));
  CHECK(prepared.recursion() == load_model("reference").parameters);
}

TEST_CASE("an extraction of weights in memory is that of their file, on any number of threads") {
  const ExtractRequest by_name = extraction_of_the_reference(600);
  ExtractRequest in_memory = by_name;
  in_memory.weights = load_weights("reference");
  const reports::Extraction one = extract(by_name, {.threads = 1}), three = extract(in_memory, {.threads = 3});
  CHECK(to_json(one) == to_json(three));
  CHECK(to_text(one).ends_with(last_line(one) + "\n"));
  CHECK(last_line(one).starts_with("EXTRACTED layers=4 "));
}

TEST_CASE("an extraction that is stopped has its matrices, and no task") {
  std::uint64_t shown = 0;
  const auto show = [&](const numeric::Progress& at) { shown = at.total; };
  const reports::Extraction stopped =
      extract(extraction_of_the_reference(600), {.stop = [] { return true; }, .progress = show});
  CHECK_FALSE(stopped.complete());
  CHECK(stopped.matrices.size() == 8);
  CHECK(shown == 600);
  CHECK(last_line(stopped).starts_with("INTERRUPTED "));
}

TEST_CASE("weights that overflow, and an extraction on no tasks, are refused") {
  CHECK_THROWS_WITH_AS(extract(extraction_of_the_reference(0)), "--tasks 0 measures nothing; give at least 1", Refusal);
  ExtractRequest request = extraction_of_the_reference(1);
  request.model = "mine";
  request.weights = transformer::zero_weights(2, 2, 1);
  request.weights->layers[0].ov[0][0] = 1e200;
  CHECK(files::test::message_of([&] { extract(request); }) ==
        "mine: layers.0.ov: its entries are so large that their squares overflow binary64; scale the weights down");
}

}  // namespace
}  // namespace margincert::work_tests
