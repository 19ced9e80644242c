#include "files/task_file.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>

#include "files/atomic_write.hpp"
#include "tests/files/any_file.hpp"
#include "tests/files/support.hpp"

namespace margincert::files {

using recursion::Rows;
using recursion::Task;
using test::any_task;
using test::message_of;
using test::number_bits;

namespace {

const std::string sound_text =
    R"({"format":"margincert-task/1","classes":3,"features":[[1,0.5],["0x1.8p-1",-2],[0,0]],)"
    R"("labels":[0,null,2],"probe":[0.25,"-0x1p-1074"],"probe_class":1})";

std::string task_with(const std::string& piece, const std::string& replacement) {
  std::string text = sound_text;
  const std::size_t start = text.find(piece);
  REQUIRE(start != std::string::npos);
  return text.replace(start, piece.size(), replacement);
}

Task sound_task() {
  Task task = {3, Rows<double>(3, 2, 0.0), {0, std::nullopt, 2}, {0.25, -0x1p-1074}, 1};
  std::ranges::copy(std::vector{1.0, 0.5}, task.features[0].begin());
  std::ranges::copy(std::vector{0.75, -2.0}, task.features[1].begin());
  return task;
}

}  // namespace

TEST_CASE("a task file is read as it is written") { CHECK(parse_task(sound_text, "f") == sound_task()); }

TEST_CASE("a task comes back from its file bit for bit") {
  CHECK(rc::check("task file round trip", [] {
    const Task written = any_task(*rc::gen::inRange(2, 6), *rc::gen::inRange(1, 6));
    const Task read = parse_task(to_json(written), "f");
    RC_ASSERT(read.classes == written.classes);
    RC_ASSERT(read.labels == written.labels);
    RC_ASSERT(read.probe_class == written.probe_class);
    RC_ASSERT(read.features.columns() == written.features.columns());
    RC_ASSERT(number_bits(read) == number_bits(written));
  }));
}

TEST_CASE("a written task has one point per line") {
  CHECK(to_json(sound_task()) == R"({
  "format": "margincert-task/1",
  "classes": 3,
  "features": [
    ["0x1p+0", "0x1p-1"],
    ["0x1.8p-1", "-0x1p+1"],
    ["0x0p+0", "0x0p+0"]
  ],
  "labels": [0, null, 2],
  "probe": ["0x1p-2", "-0x1p-1074"],
  "probe_class": 1
}
)");
}

TEST_CASE("a task written to disk is read back from there") {
  const test::Scratch scratch;
  write_file(scratch / "task.json", to_json(sound_task()));
  CHECK(read_task((scratch / "task.json").string()) == sound_task());
  CHECK(message_of([&] { read_task((scratch / "absent.json").string()); }).ends_with("does not exist; check the path"));
}

TEST_CASE("every malformed task file is refused with place, reason and remedy") {
  const std::string features = R"([[1,0.5],["0x1.8p-1",-2],[0,0]])";
  const std::string probe = R"([0.25,"-0x1p-1074"])";
  const std::pair<std::string, std::string> table[] = {
      {"3", "f: top level: 3 is not an object; give a margincert-task/1 object"},
      {task_with("task/1", "recursion/1"), "f: /format: \"margincert-recursion/1\" is not the format expected here; "},
      {task_with("probe_class", "probe_clas"),
       "f: top level: unknown key \"probe_clas\"; did you mean \"probe_class\"?"},
      {task_with(",\"probe_class\":1", ""), "f: top level: the key \"probe_class\" is missing; add it"},
      {task_with("\"labels\"", "\"probe\":[1],\"labels\""), "f: top level: the key \"probe\" appears twice; "},
      {task_with("\"classes\":3", "\"classes\":1"), "f: /classes: 1 is out of range; write an integer from 2 to 10000"},
      {task_with(features, "[]"), "f: /features: no training point; give at least one"},
      {task_with(features, "{}"), "f: /features: an object is not an array; "},
      {task_with("[0,0]", "[0]"),
       "f: /features/2: 1 coordinates, and the probe has 2; give every point as many as the probe"},
      {task_with("[0,0]", "[0,0,0]"), "f: /features/2: 3 coordinates, and the probe has 2; "},
      {task_with("[0,0]", "0"), "f: /features/2: 0 is not an array; "},
      {task_with("[0,0]", "[0,null]"), "f: /features/2/1: null is not a number; "},
      {task_with("[0,0]", "[0,1e309]"), "f: /features/2/1: 1e309 is beyond the range of a binary64; "},
      {task_with("0x1.8p-1", "nan"), "f: /features/1/0: \"nan\" is not a hex-float; "},
      {task_with("0x1.8p-1", "0x1.00000000000008p0"),
       "f: /features/1/0: \"0x1.00000000000008p0\" has more digits than a binary64"},
      {task_with(probe, "[]"), "f: /probe: 0 coordinates; give 1 to 100000 of them"},
      {task_with(probe, "[1]"), "f: /features/0: 2 coordinates, and the probe has 1; "},
      {task_with("[0,null,2]", "[0,null]"),
       "f: /labels: 2 labels for 3 training points; give one per point, null for an unlabelled one"},
      {task_with("[0,null,2]", "[0,null,2,1]"), "f: /labels: 4 labels for 3 training points; "},
      {task_with("[0,null,2]", "[0,null,3]"), "f: /labels/2: 3 is out of range; write an integer from 0 to 2"},
      {task_with("[0,null,2]", "[0,-1,2]"), "f: /labels/1: -1 is out of range; "},
      {task_with("[0,null,2]", "[0,1.5,2]"), "f: /labels/1: 1.5 is not an integer; "},
      {task_with("\"probe_class\":1", "\"probe_class\":3"),
       "f: /probe_class: 3 is out of range; write an integer from 0 to 2"},
      {task_with("\"probe_class\":1", "\"probe_class\":null"), "f: /probe_class: null is not an integer; "},
      {sound_text.substr(0, 60), "f: line 1, column 61: is not JSON: "},
      {sound_text + sound_text, "f: line 1, column 150: is not JSON: "},
  };
  for (const auto& [its_text, its_beginning] : table) {
    const auto& beginning = its_beginning;
    const auto& text = its_text;
    CAPTURE(beginning);
    const std::string message = message_of([&] { parse_task(text, "f"); });
    CAPTURE(message);
    CHECK(message.starts_with(beginning));
  }
}

TEST_CASE("a task that is not finite is not written") {
  for (const double bad : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Task in_probe = sound_task();
    in_probe.probe[1] = bad;
    CHECK_THROWS_AS(to_json(in_probe), std::invalid_argument);
    Task in_features = sound_task();
    in_features.features[2][0] = bad;
    CHECK_THROWS_AS(to_json(in_features), std::invalid_argument);
  }
}

}  // namespace margincert::files
