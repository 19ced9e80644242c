#include "transformer/weights_file.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/files/safetensors_support.hpp"
#include "tests/support/property.hpp"

#ifndef MARGINCERT_SOURCE_ROOT
#error "define MARGINCERT_SOURCE_ROOT as the directory that holds tests/"
#endif

namespace margincert::transformer_tests {
namespace {

using files::test::any_double;
using files::test::bits_of;
using files::test::container;
using files::test::f64_data;
using files::test::message_of;
using files::test::replaced;
using transformer::parse_weights;
using transformer::to_safetensors;
using transformer::Weights;
using Notes = std::map<std::string, std::string>;

const std::string models = MARGINCERT_SOURCE_ROOT "/tests/transformer/models/";

/// d = 1, K = 2, T = 1.
const std::string header = R"({"__metadata__":{"feature_dim":"1","classes":"2","context":"7"},)"
                           R"("layers.0.qk":{"dtype":"F64","shape":[3,3],"data_offsets":[0,72]},)"
                           R"("layers.0.ov":{"dtype":"F64","shape":[3,3],"data_offsets":[72,144]}})";
const std::string data = f64_data({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18});

Weights sample() { return parse_weights(container(header, data), "f"); }
std::string with(const std::string& piece, const std::string& replacement) {
  return container(replaced(header, piece, replacement), data);
}

std::vector<std::uint64_t> number_bits(const Weights& weights) {
  std::vector<std::uint64_t> bits;
  for (const auto& layer : weights.layers) {
    for (const double x : layer.qk.values()) bits.push_back(bits_of(x));
    for (const double x : layer.ov.values()) bits.push_back(bits_of(x));
  }
  return bits;
}

recursion::Rows<double> any_matrix(std::size_t width) {
  return {width, *rc::gen::container<std::vector<double>>(width * width, any_double())};
}

Weights any_weights() {
  Weights weights;
  weights.feature_dim = *rc::gen::inRange(1, 4);
  weights.classes = *rc::gen::inRange(2, 5);
  if (*rc::gen::inRange(0, 2) == 1) weights.context = *rc::gen::inRange(1, 100);
  if (*rc::gen::inRange(0, 2) == 1) weights.notes = {{"mode", "größe \"\n"}, {"steps", ""}};
  const auto width = static_cast<std::size_t>(weights.width());
  for (int t = *rc::gen::inRange(1, 13); t > 0; --t) {  // layers.10 sorts before layers.2
    auto qk = any_matrix(width);
    weights.layers.push_back({std::move(qk), any_matrix(width)});
  }
  return weights;
}

TEST_CASE("a weights file is read as it stands") {
  Weights expected = transformer::zero_weights(1, 2, 1);
  expected.context = 7;
  expected.layers[0].qk = {3, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
  expected.layers[0].ov = {3, {10, 11, 12, 13, 14, 15, 16, 17, 18}};
  CHECK(sample() == expected);
  CHECK(sample().layers[0].qk[1][0] == 4);
  CHECK(parse_weights(with(",\"context\":\"7\"", ""), "f").context == std::nullopt);
}

TEST_CASE("weights come back from their file bit for bit") {
  property::check_property("weights-round-trip", [] {
    const Weights written = any_weights();
    const std::string bytes = to_safetensors(written);
    RC_ASSERT(bytes == to_safetensors(written));
    const Weights read = parse_weights(bytes, "f");
    RC_ASSERT(read == written);
    RC_ASSERT(number_bits(read) == number_bits(written));
  });
}

TEST_CASE("models saved from PyTorch are read with what they say of themselves") {
  const Weights permuted = transformer::read_weights(models + "pytorch-permuted-d5-k3-n40-t4.safetensors");
  CHECK(permuted.notes == Notes{{"format", "pt"}, {"mode", "perm"}, {"seed", "1"}, {"test_accuracy", "0.8285"}});
  CHECK(permuted.layers[0].qk[0][0] == -0x1.0a721c7954b04p-2);
  CHECK(permuted.layers[0].qk[0][7] == -0x1.994c581df1dadp-4);
  CHECK(permuted.layers[3].ov[7][6] == 0x1.bac5c1afb464cp-3);
  const Weights unconstrained = transformer::read_weights(models + "pytorch-unconstrained-d5-k3-n40-t4.safetensors");
  CHECK(unconstrained.notes == Notes{{"format", "pt"}, {"mode", "full"}, {"seed", "1"}, {"test_accuracy", "0.81655"}});
  for (const Weights& model : {permuted, unconstrained}) {
    CHECK(model.feature_dim == 5);
    CHECK(model.classes == 3);
    CHECK(model.context == 40);
    CHECK(model.depth() == 4);
    CHECK(parse_weights(to_safetensors(model), "f") == model);
  }
  CHECK(permuted.layers != unconstrained.layers);
}

TEST_CASE("every malformed weights file is refused with place, reason and remedy") {
  const std::pair<std::string, std::string> table[] = {
      {with("\"feature_dim\":\"1\",", ""),
       "f: __metadata__: the key \"feature_dim\" is missing; save the file with metadata that has \"feature_dim\": "},
      {with("\"classes\":\"2\",", ""), "f: __metadata__: the key \"classes\" is missing; "},
      {with(R"("__metadata__":{"feature_dim":"1","classes":"2","context":"7"},)", ""),
       "f: __metadata__: the key \"feature_dim\" is missing; "},
      {with("\"feature_dim\":\"1\"", "\"feature_dim\":1"), "f: __metadata__/feature_dim: 1 is not a string; "},
      {with("\"feature_dim\":\"1\"", "\"feature_dim\":\"0\""),
       "f: __metadata__/feature_dim: \"0\" is not a size; write the digits of an integer from 1 to 100000"},
      {with("\"feature_dim\":\"1\"", "\"feature_dim\":\"100001\""), "f: __metadata__/feature_dim: \"100001\" is not "},
      {with("\"classes\":\"2\"", "\"classes\":\"10001\""), "f: __metadata__/classes: \"10001\" is not a size; "},
      {with("\"classes\":\"2\"", "\"classes\":\"1\""),
       "f: __metadata__/classes: \"1\" is not a size; write the digits of an integer from 2 to 10000"},
      {with("\"classes\":\"2\"", "\"classes\":\"2.0\""), "f: __metadata__/classes: \"2.0\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\"0\""), "f: __metadata__/context: \"0\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\"-7\""), "f: __metadata__/context: \"-7\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\"\""), "f: __metadata__/context: \"\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\" 7\""), "f: __metadata__/context: \" 7\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\"07\""), "f: __metadata__/context: \"07\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\"7e1\""), "f: __metadata__/context: \"7e1\" is not a size; "},
      {with("\"context\":\"7\"", "\"context\":\"2147483648\""), "f: __metadata__/context: \"2147483648\" is not "},
      {container(R"({"__metadata__":{"feature_dim":"1","classes":"2"}})", ""),
       "f: header: has no layers; save layers.0.qk, layers.0.ov and so on"},
      {with("layers.0.ov", "layers.0.vo"),
       "f: tensor layers.0.vo: is not a tensor of this format; did you mean \"layers.0.ov\"?"},
      {with("layers.0.ov", "layers.00.ov"), "f: tensor layers.00.ov: is not a tensor of this format; did you mean "},
      {with("layers.0.ov", "layers.-0.ov"), "f: tensor layers.-0.ov: is not a tensor of this format; did you mean "},
      {with("layers.0.ov", "layers..ov"), "f: tensor layers..ov: is not a tensor of this format; did you mean "},
      {with("layers.0.ov", "layers.ov"), "f: tensor layers.ov: is not a tensor of this format; did you mean "},
      {with("layers.0.ov", "embedding"),
       "f: tensor embedding: is of an embedding, and the tokens of this model class are the features and labels "},
      {with("layers.0.ov", "layers.10000.ov"), "f: tensor layers.10000.ov: is not a tensor of this format; "},
      {with("layers.0.ov", "layers.99999999999999999999.ov"), "f: tensor layers.99999999999999999999.ov: is not "},
      {with("layers.0.ov", "layers.1.qk"),
       "f: tensor layers.0.ov: is missing; save both matrices of every layer, without a gap"},
      {with("layers.0.qk", "layers.1.ov"), "f: tensor layers.0.qk: is missing; "},
      {with("layers.0.ov", "layers.9999.ov"), "f: tensor layers.0.ov: is missing; "},
      {container(replaced(replaced(header, ".0.ov", ".2.ov"), ".0.qk", ".2.qk"), data),
       "f: tensor layers.0.qk: is missing; "},
      {with("\"feature_dim\":\"1\"", "\"feature_dim\":\"2\""),
       "f: tensor layers.0.qk: has the shape [3, 3], and feature_dim + classes is 2 + 2; make it [4, 4], or correct "},
      {with("[3,3],\"data_offsets\":[72", "[9],\"data_offsets\":[72"), "f: tensor layers.0.ov: has the shape [9], "},
      {with("[3,3],\"data_offsets\":[72", "[1,9],\"data_offsets\":[72"),
       "f: tensor layers.0.ov: has the shape [1, 9],"},
      {with("[3,3],\"data_offsets\":[72", "[3,3,1],\"data_offsets\":[72"),
       "f: tensor layers.0.ov: has the shape [3, 3, 1"},
      {container(header, replaced(data, f64_data({13}), f64_data({-std::numeric_limits<double>::infinity()}))),
       "f: tensor layers.0.ov: element [1, 0] is -inf; every number must be finite"},
  };
  for (const auto& [its_bytes, its_beginning] : table) {
    const auto& beginning = its_beginning;
    const auto& bytes = its_bytes;
    CAPTURE(beginning);
    const std::string message = message_of([&] { parse_weights(bytes, "f"); });
    CAPTURE(message);
    CHECK(message.starts_with(beginning));
  }
}

TEST_CASE("a weights file that is not there is refused") {
  CHECK(message_of([] { transformer::read_weights(models + "none.safetensors"); }) ==
        models + "none.safetensors: whole file: does not exist; check the path");
}

TEST_CASE("a weights file cut short anywhere is refused") {
  const std::string bytes = to_safetensors(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(parse_weights(std::string_view(bytes).substr(0, size), "f"), files::FileError);
  }
}

TEST_CASE("no byte of a weights file can be replaced without notice") {
  const Weights original = sample();
  const std::string bytes = to_safetensors(original);
  REQUIRE(bytes[bytes.size() - data.size() - 1] == ' ');  // padding is among them
  std::string changed = bytes;
  int accepted = 0, refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string others = "0179afx.-,\"]} \t\n\r\\\x01\x7f\xc3\xff";
    for (int bit = 0; bit < 8; ++bit) others += static_cast<char>(bytes[i] ^ 1 << bit);
    for (const char other : others) {
      if (other == bytes[i]) continue;
      changed[i] = other;
      try {
        if (parse_weights(changed, "f") == original) FAIL_CHECK("byte " << i << " can be " << int{other});
        ++accepted;
      } catch (const files::FileError&) {
        ++refused;
      }
    }
    changed[i] = bytes[i];
  }
  CHECK(accepted > 0);
  CHECK(refused > 0);
}

TEST_CASE("weights that could not be read again are not written") {
  CHECK_NOTHROW(to_safetensors(sample()));
  const auto refuses = [](auto change) {
    Weights weights = sample();
    change(weights);
    CHECK_THROWS_AS(to_safetensors(weights), std::invalid_argument);
  };
  refuses([](Weights& weights) { weights.layers[0].qk[1][1] = std::numeric_limits<double>::quiet_NaN(); });
  refuses([](Weights& weights) { weights.layers[0].ov[0][1] = -std::numeric_limits<double>::infinity(); });
  refuses([](Weights& weights) { weights.layers.clear(); });
  refuses([](Weights& weights) { weights.feature_dim = 2; });
  refuses([](Weights& weights) { weights.feature_dim = 0, weights.classes = 3; });
  refuses([](Weights& weights) { weights.feature_dim = 2, weights.classes = 1; });
  refuses([](Weights& weights) { weights.context = 0; });
  refuses([](Weights& weights) { weights.notes["classes"] = "1"; });
  refuses([](Weights& weights) { weights.notes["mode"] = "\xff"; });
  refuses([](Weights& weights) { weights.layers[0].ov = {3, {1, 2, 3}}; });
  refuses([](Weights& weights) { weights.layers[0].qk = {1, {1, 2, 3, 4, 5, 6, 7, 8, 9}}; });
}

}  // namespace
}  // namespace margincert::transformer_tests
