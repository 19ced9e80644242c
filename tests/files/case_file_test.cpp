#include "files/case_file.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <limits>
#include <stdexcept>

#include "files/atomic_write.hpp"
#include "files/recursion_file.hpp"
#include "files/task_file.hpp"
#include "tests/files/case_support.hpp"

#ifndef MARGINCERT_SOURCE_ROOT
#error "define MARGINCERT_SOURCE_ROOT as the directory that holds docs/"
#endif

namespace margincert::files {

using test::any_case;
using test::message_of;
using test::number_bits;
using test::sample_case;
using test::sample_with;
using test::sealed;

namespace {

/// What the reader says to the sample with one piece replaced, its digest made to fit.
std::string refusal(const std::string& piece, const std::string& replacement) {
  return message_of([&] { parse_case(sealed(sample_with(piece, replacement)), "f"); });
}

const std::string sample_lesser = R"({"lo": "0x1p-2", "hi": "0x1p-2"})";

std::string refusal_of_ends(const std::string& lo, const std::string& hi) {
  return refusal(sample_lesser, R"({"lo": ")" + lo + R"(", "hi": ")" + hi + R"("})");
}

void check_ends_refused(const std::string& lo, const std::string& hi) {
  CAPTURE(lo);
  CAPTURE(hi);
  const std::string message = refusal_of_ends(lo, hi);
  CAPTURE(message);
  CHECK(message.starts_with("f: /lesser: \""));
  CHECK(message.find(" is not an enclosure; write two ends in order, ") != std::string::npos);
}

void check_unwritable(const Case& witness, const std::string& beginning) {
  CAPTURE(beginning);
  std::string reason = "(nothing was refused)";
  try {
    to_json(witness);
  } catch (const std::invalid_argument& error) {
    reason = error.what();
  }
  CAPTURE(reason);
  CHECK(reason.starts_with(beginning));
}

}  // namespace

TEST_CASE("a case comes back from its file bit for bit") {
  CHECK(rc::check("case file round trip", [] {
    const Case written = any_case();
    const std::string text = to_json(written);
    const Case read = parse_case(text, "f");
    RC_ASSERT(read == written);
    RC_ASSERT(number_bits(read.parameters) == number_bits(written.parameters));
    RC_ASSERT(number_bits(read.task) == number_bits(written.task));
    RC_ASSERT(to_json(read) == text);
  }));
}

TEST_CASE("a written case holds its numbers exactly and ends with the digest") {
  CHECK(to_json(sample_case()) == R"({
  "format": "margincert-case/1",
  "tool": "margincert 0.1.0",
  "statement": "train-update-floor",
  "version": "stated",
  "regime": "full",
  "hypotheses": ["every-class", "fully-labelled", "step-signs"],
  "dropped": ["class-purity"],
  "verdict": "violated",
  "layer": 1,
  "part": "c=1 lower end",
  "relation": "at-least",
  "greater": {"lo": "0x1.cb4acee461396p-3", "hi": "0x1.cb4acee461397p-3"},
  "lesser": {"lo": "0x1p-2", "hi": "0x1p-2"},
  "slack": {"lo": "-0x1.a5a988dcf635p-6", "hi": "-0x1.a5a988dcf6348p-6"},
  "rung": 113,
  "origin": {
    "command": "check",
    "engine": "",
    "family": "cone",
    "settings": {"axis-angle": "90", "n": "12"},
    "seed": "18446744073709551615",
    "index": "29",
    "evaluations": "30",
    "kind": "worst"
  },
  "parameters": {
    "format": "margincert-recursion/1",
    "feature_dim": 2,
    "classes": 2,
    "label_background": "-1/K",
    "layers": [
      {
        "alpha": "0x1p+0",
        "gamma": "0x1p+1",
        "alpha_prime": "0x1p-1",
        "gamma_prime": "0x1.999999999999ap-4"
      }
    ]
  },
  "task": {
    "format": "margincert-task/1",
    "classes": 2,
    "features": [
      ["0x1p+0", "0x0p+0"],
      ["0x1.8p-1", "-0x1p-1"],
      ["0x0p+0", "0x0p+0"]
    ],
    "labels": [0, 1, null],
    "probe": ["0x1p-1", "-0x0p+0"],
    "probe_class": 0
  },
  "digest": "7585a58771b213b6"
}
)");
}

TEST_CASE("a case written to disk is read back from there") {
  const test::Scratch scratch;
  write_file(scratch / "worst.case.json", to_json(sample_case()));
  CHECK(read_case((scratch / "worst.case.json").string()) == sample_case());
  CHECK(message_of([&] { read_case((scratch / "absent").string()); }).ends_with("does not exist; check the path"));
}

TEST_CASE("the parameters and the task can be copied out") {
  const auto document = nlohmann::json::parse(to_json(sample_case()));
  CHECK(parse_parameters(document["parameters"].dump(), "f") == sample_case().parameters);
  CHECK(parse_task(document["task"].dump(), "f") == sample_case().task);
}

TEST_CASE("what is no case at all is refused by its format or digest") {
  const std::pair<std::string, std::string> table[] = {
      {"[]", "f: top level: an array is not an object; give a margincert-case/1 object"},
      {"{}", "f: top level: the key \"format\" is missing; add \"format\": \"margincert-case/1\""},
      {to_json(sample_case().task), "f: /format: \"margincert-task/1\" is not the format expected here; "},
      {sample_with("case/1", "case/2"), "f: /format: \"margincert-case/2\" is not the format expected here; "},
      {R"({"format":"margincert-case/1"})", "f: top level: the key \"digest\" is missing; add it"},
      {R"({"format":"margincert-case/1","digest":7})", "f: /digest: 7 is not a string; "},
      {sample_with("\"rung\"", "\"layer\""), "f: top level: the key \"layer\" appears twice; "},
      {sample_with("\"layer\": 1", "\"layer\": NaN"), "f: line 10, column 12: is not JSON: "},
  };
  for (const auto& [its_text, its_beginning] : table) {
    const auto& beginning = its_beginning;
    const auto& text = its_text;
    CAPTURE(beginning);
    const std::string message = message_of([&] { parse_case(text, "f"); });
    CAPTURE(message);
    CHECK(message.starts_with(beginning));
  }
}

TEST_CASE("every malformed case is refused with place, reason and remedy, its digest fitting or not") {
  struct Malformed {
    const char *piece, *replacement, *beginning;
  };
  const Malformed table[] = {
      {"\"rung\"", "\"rungs\"", "f: top level: unknown key \"rungs\"; did you mean \"rung\"?"},
      {"\"rung\": 113,", "", "f: top level: the key \"rung\" is missing; add it"},
      {"\"tool\": \"margincert 0.1.0\"", "\"tool\": \"\"", "f: /tool: is empty; name the program and its version"},
      {"\"train-update-floor\"", "\"Train\"", "f: /statement: \"Train\" is not an id; write an id such as \"unit-"},
      {"train-update-floor", "a--b", "f: /statement: \"a--b\" is not an id; "},
      {"train-update-floor", "a-", "f: /statement: \"a-\" is not an id; "},
      {"train-update-floor", "a b", "f: /statement: \"a b\" is not an id; "},
      {"train-update-floor", "", "f: /statement: \"\" is not an id; "},
      {"\"stated\"", "\"twin\"", "f: /version: \"twin\" is not known here; write \"stated\" or \"corrupted\""},
      {"\"stated\"", "false", "f: /version: false is not a string; "},
      {"\"full\"", "\"both\"", "f: /regime: \"both\" is not known here; write \"full\" or \"class-pure\""},
      {"\"every-class\"", "1", "f: /hypotheses/0: 1 is not a string; "},
      {"\"step-signs\"", "\"every-class\"", "f: /hypotheses/2: \"every-class\" appears twice; keep one of the two"},
      {"[\"class-purity\"]", "[\"unit-norm\", \"unit-norm\"]", "f: /dropped/1: \"unit-norm\" appears twice; "},
      {"\"class-purity\"", "\"step-signs\"",
       "f: /dropped/0: \"step-signs\" is among the certified hypotheses too; keep it in one of the two lists"},
      {"[\"class-purity\"]", "\"class-purity\"", "f: /dropped: \"class-purity\" is not an array; "},
      {"\"violated\"", "\"undecided\"",
       "f: /verdict: \"undecided\" is not known here; write \"violated\" or \"holds\" or \"tight\""},
      {"\"layer\": 1", "\"layer\": 2", "f: /layer: 2 is out of range; write an integer from 0 to 1"},
      {"\"layer\": 1", "\"layer\": -1", "f: /layer: -1 is out of range; "},
      {"\"layer\": 1", "\"layer\": 1.0", "f: /layer: 1.0 is not an integer; "},
      {"\"part\": \"c=1 lower end\"", "\"part\": null", "f: /part: null is not a string; "},
      {"\"at-least\"", "\"at-most\"", "f: /relation: \"at-most\" is not known here; write \"at-least\" or \"equal\""},
      {"\"rung\": 113", "\"rung\": 52", "f: /rung: 52 is out of range; write an integer from 53 to 1024"},
      {"\"rung\": 113", "\"rung\": 1025", "f: /rung: 1025 is out of range; "},
      {"\"rung\": 113", "\"rung\": \"113\"", "f: /rung: \"113\" is not an integer; "},
      {"\"settings\": {\"axis-angle\": \"90\", ", "\"settings\": [], \"x\": {", "f: /origin: unknown key \"x\"; "},
      {"\"90\"", "90", "f: /origin/settings/axis-angle: 90 is not a string; "},
      {"{\"axis-angle\": \"90\", \"n\": \"12\"}", "[]", "f: /origin/settings: an array is not an object; "},
      {"\"evaluations\": \"30\",", "", "f: /origin: the key \"evaluations\" is missing; add it"},
      {"\"worst\"", "\"best\"",
       "f: /origin/kind: \"best\" is not known here; write \"worst\" or \"simplest\" or \"tightest\""},
      {"\"classes\": 2", "\"classes\": 3",
       "f: /task/classes: 2 classes, and the parameters have 3; give both the same"},
      {"\"feature_dim\": 2", "\"feature_dim\": 3",
       "f: /task/probe: 2 coordinates, and the parameters have 3; give every point that many"},
      {"recursion/1", "recursion/2",
       "f: /parameters/format: \"margincert-recursion/2\" is not the format expected here"},
      {"\"alpha\": \"0x1p+0\"", "\"alpha\": \"nan\"", "f: /parameters/layers/0/alpha: \"nan\" is not a hex-float; "},
      {"\"format\": \"margincert-task/1\",", "", "f: /task: the key \"format\" is missing; "},
      {"\"0x1.8p-1\"", "\"inf\"", "f: /task/features/1/0: \"inf\" is not a hex-float; "},
      {"[0, 1, null]", "[0, 2, null]", "f: /task/labels/1: 2 is out of range; "},
  };
  for (const auto& [piece, replacement, its_beginning] : table) {
    const auto& beginning = its_beginning;
    CAPTURE(beginning);
    const std::string message = refusal(piece, replacement);
    CAPTURE(message);
    CHECK(message.starts_with(beginning));
    CHECK_THROWS_AS(parse_case(sample_with(piece, replacement), "f"), AlteredCase);
  }
}

TEST_CASE("an enclosure has two exact ends with a real number between them") {
  const std::string widest = "0x1." + std::string(255, 'f') + "p+0", wider = "0x1." + std::string(255, '0') + "08p+0";
  const std::pair<std::string, std::string> sound[] = {
      {"-inf", "inf"}, {"-inf", "-0x1p+5"}, {"0x0p+0", "0x0p+0"}, {"0x1p-1074", widest}};
  for (const auto& [lo, hi] : sound) CHECK(refusal_of_ends(lo, hi) == "(nothing was refused)");
  for (const std::string end : {"nan",
                                "0.25",
                                "1",
                                "-0x0p+0",
                                "0X1p-2",
                                "0x1P-2",
                                "0x1p-02",
                                "0x1.0p-2",
                                "0x1.Ap-2",
                                "0x2p-3",
                                "0x0p+1",
                                "0x1p2",
                                "+0x1p-2",
                                "",
                                " 0x1p-2",
                                "0x1p-2 ",
                                "+inf",
                                "Inf",
                                "infinity",
                                "-nan",
                                "0x1p+9999999999",
                                "0x1p-9999999999",
                                wider.c_str()}) {
    check_ends_refused(end, "inf");
    check_ends_refused("-inf", end);
  }
  for (const auto& [lo, hi] : {std::pair{"inf", "inf"},
                               {"-inf", "-inf"},
                               {"inf", "-inf"},
                               {"0x1p-1", "0x1p-2"},
                               {"0x1.0000000000001p-2", "0x1p-2"},
                               {"nan", "nan"}}) {
    check_ends_refused(lo, hi);
  }
}

TEST_CASE("an enclosure is an object of two strings") {
  CHECK(refusal(sample_lesser, "null").starts_with("f: /lesser: null is not an object; "));
  CHECK(refusal(sample_lesser, R"({"lo": "0x1p-2"})").starts_with("f: /lesser: the key \"hi\" is missing"));
  CHECK(refusal(sample_lesser, R"({"lo": -0.5, "hi": "inf"})").starts_with("f: /lesser/lo: -0.5 is not a string; "));
}

TEST_CASE("counts are decimal digits in a string, whole range and nothing else") {
  CHECK(parse_case(sealed(sample_with("\"29\"", "\"0\"")), "f").origin.index == 0);
  CHECK(parse_case(to_json(sample_case()), "f").origin.seed == std::numeric_limits<std::uint64_t>::max());
  for (const std::string text : {"", "-1", "+1", "01", "1.0", " 1", "1 ", "0x1", "1e3", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK(refusal("\"29\"", "\"" + text + "\"") ==
          "f: /origin/index: \"" + text + "\" is not a count; write the decimal digits of an integer from 0 to 2^64-1");
  }
  CHECK(refusal("\"29\"", "29").starts_with("f: /origin/index: 29 is not a string; "));
}

TEST_CASE("real numbers are in their exact form, decimals are refused") {
  const std::pair<std::string, std::string> table[] = {
      {"1.0", "f: /parameters/layers/0/alpha: 1.0 is not in its exact form; write \"0x1p+0\""},
      {"1", "f: /parameters/layers/0/alpha: 1 is not in its exact form; write \"0x1p+0\""},
      {"\"0x2p-1\"", "f: /parameters/layers/0/alpha: \"0x2p-1\" is not in its exact form; write \"0x1p+0\""},
  };
  for (const auto& [number, message] : table)
    CHECK(refusal("\"alpha\": \"0x1p+0\"", "\"alpha\": " + number) == message);
  CHECK(refusal("\"0x1.8p-1\"", "0.75") == "f: /task/features/1/0: 0.75 is not in its exact form; write \"0x1.8p-1\"");
  CHECK(refusal("\"-1/K\"", "-0.5") ==
        "f: /parameters/label_background: -0.5 is not in its exact form; write \"-0x1p-1\"");
}

TEST_CASE("a case that could not be read is not written") {
  const auto with = [](auto change) {
    Case witness = sample_case();
    change(witness);
    return witness;
  };
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  check_unwritable(with([](Case& c) { c.task.probe[0] = nan; }), "a task file holds finite numbers only");
  check_unwritable(with([](Case& c) { c.parameters.layers[0].gamma = nan; }), "a recursion file holds finite");
  check_unwritable(with([](Case& c) { c.parameters.label_background = nan; }), "a recursion file holds finite");
  check_unwritable(with([](Case& c) { c.part = "\xff"; }), "a case file holds UTF-8 text only");
  check_unwritable(with([](Case& c) { c.slack = {"nan", "nan"}; }), "case: /slack: ");
  check_unwritable(with([](Case& c) { c.layer = 2; }), "case: /layer: ");
  check_unwritable(with([](Case& c) { c.rung = 0; }), "case: /rung: ");
  check_unwritable(with([](Case& c) { c.verdict = "error"; }), "case: /verdict: ");
  check_unwritable(with([](Case& c) { c.dropped = {"step-signs"}; }), "case: /dropped/0: ");
  check_unwritable(with([](Case& c) { c.parameters.classes = 3; }), "case: /task/classes: ");
  check_unwritable(with([](Case& c) { c.task.labels.pop_back(); }), "case: /task/labels: ");
  check_unwritable(Case{}, "case: /tool: ");
}

TEST_CASE("the documented case is one, under its own digest") {
  const std::string page = test::content_of(MARGINCERT_SOURCE_ROOT "/docs/formats.md");
  const std::string fence = "```json\n";
  const std::size_t format = page.find("\"format\": \"margincert-case/1\"");
  REQUIRE(format != std::string::npos);
  const std::size_t start = page.rfind(fence, format) + fence.size();
  const std::string example = page.substr(start, page.find("```", start) - start);
  CHECK(to_json(parse_case(example, "docs/formats.md")) == example);
}

}  // namespace margincert::files
