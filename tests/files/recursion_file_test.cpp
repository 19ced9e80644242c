#include "files/recursion_file.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <limits>
#include <vector>

#include "tests/files/any_file.hpp"
#include "tests/files/support.hpp"

#ifndef MARGINCERT_SOURCE_ROOT
#error "define MARGINCERT_SOURCE_ROOT as the directory that holds models/"
#endif

namespace margincert::files {

using recursion::Fraction;
using recursion::LabelBackground;
using recursion::LayerParameters;
using recursion::MinusOneOverClasses;
using recursion::Parameters;
using test::any_background;
using test::any_layer;
using test::message_of;
using test::number_bits;

namespace {

const std::string sound_recursion =
    R"({"format":"margincert-recursion/1","feature_dim":5,"classes":3,"label_background":"-1/K",)"
    R"("layers":[{"alpha":1.0,"gamma":2.0,"alpha_prime":0.5,"gamma_prime":"0x1.8p-1"}]})";

/// The sound_recursion file with one piece of its text replaced.
std::string recursion_with(const std::string& piece, const std::string& replacement) {
  std::string text = sound_recursion;
  const std::size_t start = text.find(piece);
  REQUIRE(start != std::string::npos);
  return text.replace(start, piece.size(), replacement);
}

Parameters with_background(const std::string& background) {
  return parse_parameters(recursion_with("\"-1/K\"", background), "f");
}

}  // namespace

TEST_CASE("a recursion file is read as it is written") {
  const Parameters expected = {5, 3, MinusOneOverClasses{}, {{1.0, 2.0, 0.5, 0.75}}};
  CHECK(parse_parameters(sound_recursion, "f") == expected);
}

TEST_CASE("parameters come back from their file bit for bit") {
  CHECK(rc::check("recursion file round trip", [] {
    const auto layers = *rc::gen::nonEmpty(rc::gen::container<std::vector<LayerParameters>>(any_layer()));
    const Parameters written = {*rc::gen::inRange(1, 100'001), *rc::gen::inRange(2, 10'001), *any_background(), layers};
    const Parameters read = parse_parameters(to_json(written), "f");
    RC_ASSERT(read == written);
    RC_ASSERT(number_bits(read) == number_bits(written));
  }));
}

TEST_CASE("a label background keeps the form it was written in") {
  CHECK(with_background("\"-1/K\"").label_background == LabelBackground(MinusOneOverClasses{}));
  CHECK(with_background("\"-1/3\"").label_background == LabelBackground(Fraction{-1, 3}));
  CHECK(with_background("\"0/1\"").label_background == LabelBackground(Fraction{0, 1}));
  CHECK(with_background("\"-2/6\"").label_background == LabelBackground(Fraction{-2, 6}));
  CHECK(with_background("\"1000000000/1000000000\"").label_background ==
        LabelBackground(Fraction{1'000'000'000, 1'000'000'000}));
  CHECK(with_background("-0.25").label_background == LabelBackground(-0.25));
  CHECK(with_background("0").label_background == LabelBackground(0.0));
  CHECK(with_background("\"-0x1p-2\"").label_background == LabelBackground(-0.25));
}

TEST_CASE("a malformed label background is refused") {
  for (const char* text : {"1/0",
                           "1/-3",
                           "-1/03",
                           "01/3",
                           "+1/3",
                           "-0/3",
                           "1/3/2",
                           " 1/3",
                           "1/3 ",
                           "1 / 3",
                           "1.5/3",
                           "/3",
                           "1/",
                           "/",
                           "-1/k",
                           "1/K",
                           "0x1/3",
                           "1000000001/2",
                           "-1000000001/2",
                           "1/1000000001",
                           "99999999999999999999/2",
                           "-9223372036854775808/2"}) {
    CAPTURE(text);
    const std::string message = message_of([&] { with_background("\"" + std::string(text) + "\""); });
    CHECK(message == "f: /label_background: \"" + std::string(text) +
                         "\" is not a fraction; write \"-1/K\", or \"p/q\" in decimal integers up to 10^9 with q > 0, "
                         "such as \"-1/3\"");
  }
  CHECK(message_of([] { with_background("\"-0.25\""); }).starts_with("f: /label_background: \"-0.25\" is not a hex-"));
  CHECK(message_of([] { with_background("null"); }).starts_with("f: /label_background: null is not a number; "));
}

TEST_CASE("every malformed recursion file is refused with place, reason and remedy") {
  const std::string task = R"({"format":"margincert-task/1"})";
  const std::string layer = R"({"alpha":1.0,"gamma":2.0,"alpha_prime":0.5,"gamma_prime":"0x1.8p-1"})";
  std::string too_many = layer;
  for (int i = 0; i < 10'000; ++i) too_many += "," + layer;
  const std::pair<std::string, std::string> table[] = {
      {"[]", "f: top level: an array is not an object; give a margincert-recursion/1 object"},
      {"{}", "f: top level: the key \"format\" is missing; add \"format\": \"margincert-recursion/1\""},
      {task,
       "f: /format: \"margincert-task/1\" is not the format expected here; give a \"margincert-recursion/1\" file"},
      {recursion_with("recursion/1", "recursion/2"),
       "f: /format: \"margincert-recursion/2\" is not the format expected here; "},
      {recursion_with("\"margincert-recursion/1\"", "1"), "f: /format: 1 is not a string; "},
      {recursion_with("feature_dim", "feature_dims"),
       "f: top level: unknown key \"feature_dims\"; did you mean \"feature_dim\"?"},
      {recursion_with("\"classes\":3,", ""), "f: top level: the key \"classes\" is missing; add it"},
      {recursion_with("\"classes\":3", "\"classes\":3,\"classes\":3"),
       "f: top level: the key \"classes\" appears twice; "},
      {recursion_with("\"feature_dim\":5", "\"feature_dim\":0"),
       "f: /feature_dim: 0 is out of range; write an integer from 1 to 100000"},
      {recursion_with("\"feature_dim\":5", "\"feature_dim\":100001"), "f: /feature_dim: 100001 is out of range; "},
      {recursion_with("\"feature_dim\":5", "\"feature_dim\":5.0"), "f: /feature_dim: 5.0 is not an integer; "},
      {recursion_with("\"classes\":3", "\"classes\":1"),
       "f: /classes: 1 is out of range; write an integer from 2 to 10000"},
      {recursion_with("\"classes\":3", "\"classes\":10001"), "f: /classes: 10001 is out of range; "},
      {recursion_with("\"classes\":3", "\"classes\":\"3\""), "f: /classes: \"3\" is not an integer; "},
      {recursion_with("[" + layer + "]", "[]"), "f: /layers: 0 layers; give 1 to 10000 of them"},
      {recursion_with(layer, too_many), "f: /layers: 10001 layers; give 1 to 10000 of them"},
      {recursion_with("[" + layer + "]", layer), "f: /layers: an object is not an array; "},
      {recursion_with(layer, "1"), "f: /layers/0: 1 is not an object; "},
      {recursion_with(layer, layer + ",{}"), "f: /layers/1: the key \"alpha\" is missing; add it"},
      {recursion_with("\"alpha\"", "\"alhpa\""), "f: /layers/0: unknown key \"alhpa\"; did you mean \"alpha\"?"},
      {recursion_with("1.0", "true"), "f: /layers/0/alpha: true is not a number; "},
      {recursion_with("1.0", "1e999"), "f: /layers/0/alpha: 1e999 is beyond the range of a binary64; "},
      {recursion_with("1.0", "NaN"), "f: line 1, column 109: is not JSON: "},
      {recursion_with("0x1.8p-1", "0.75"), "f: /layers/0/gamma_prime: \"0.75\" is not a hex-float; "},
      {recursion_with("0x1.8p-1", "inf"), "f: /layers/0/gamma_prime: \"inf\" is not a hex-float; "},
      {recursion_with("0x1.8p-1", "0x1p-1075"),
       "f: /layers/0/gamma_prime: \"0x1p-1075\" has more digits than a binary64, or "},
      {sound_recursion + "x", "f: line 1, column 170: is not JSON: "},
  };
  for (const auto& [its_text, its_beginning] : table) {
    const auto& beginning = its_beginning;
    const auto& text = its_text;
    CAPTURE(beginning);
    const std::string message = message_of([&] { parse_parameters(text, "f"); });
    CAPTURE(message);
    CHECK(message.starts_with(beginning));
  }
}

TEST_CASE("parameters that are not finite are not written") {
  for (const double bad : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(to_json(Parameters{5, 3, MinusOneOverClasses{}, {{0, 0, bad, 0}}}), std::invalid_argument);
    CHECK_THROWS_AS(to_json(Parameters{5, 3, bad, {{0, 0, 0, 0}}}), std::invalid_argument);
  }
}

TEST_CASE("the shipped models are read, and come back from being written") {
  const std::string models = std::string(MARGINCERT_SOURCE_ROOT) + "/models/";
  const Parameters pytorch = read_parameters(models + "pytorch.recursion.json");
  CHECK(pytorch.feature_dim == 5);
  CHECK(pytorch.classes == 3);
  CHECK(pytorch.depth() == 4);
  CHECK(recursion::is_centring(pytorch));
  CHECK(pytorch.layers[0] == LayerParameters{-0.234522, 5.485202, 0.590126, 1.468062});
  CHECK(pytorch.layers[3] == LayerParameters{1.806498, 0.006314, 0.000573, -0.650158});
  CHECK(parse_parameters(to_json(pytorch), "f") == pytorch);

  const Parameters reference = read_parameters(models + "reference.recursion.json");
  CHECK(to_json(reference) == test::content_of(models + "reference.recursion.json"));

  const Parameters textbook = read_parameters(models + "textbook.recursion.json");
  CHECK(textbook == Parameters{5, 3, MinusOneOverClasses{}, std::vector<LayerParameters>(5, {2.5, 4.0, 0.4, 0.5})});
  CHECK(to_json(textbook) == test::content_of(models + "textbook.recursion.json"));
}

}  // namespace margincert::files
