#pragma once

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "files/case_file.hpp"
#include "files/digest.hpp"
#include "numeric/exact_text.hpp"
#include "tests/files/any_file.hpp"

namespace margincert::files::test {

inline Case sample_case() {
  Case sample;
  sample.tool = "margincert 0.1.0";
  sample.statement = "train-update-floor";
  sample.regime = recursion::Regime::full;
  sample.hypotheses = {"every-class", "fully-labelled", "step-signs"};
  sample.dropped = {"class-purity"};
  sample.verdict = "violated";
  sample.layer = 1;
  sample.part = "c=1 lower end";
  sample.relation = "at-least";
  sample.greater = {"0x1.cb4acee461396p-3", "0x1.cb4acee461397p-3"};
  sample.lesser = {"0x1p-2", "0x1p-2"};
  sample.slack = {"-0x1.a5a988dcf635p-6", "-0x1.a5a988dcf6348p-6"};
  sample.rung = 113;
  sample.origin = {"check", "", "cone", {{"axis-angle", "90"}, {"n", "12"}}, 18446744073709551615U, 29, 30, "worst"};
  sample.parameters = {2, 2, recursion::MinusOneOverClasses{}, {{1.0, 2.0, 0.5, 0.1}}};
  sample.task = {2, recursion::Rows<double>(3, 2, 0.0), {0, 1, std::nullopt}, {0.5, -0.0}, 0};
  std::ranges::copy(std::vector{1.0, 0.0}, sample.task.features[0].begin());
  std::ranges::copy(std::vector{0.75, -0.5}, sample.task.features[1].begin());
  return sample;
}

/// The sample's text with one piece replaced; its digest stays as it was.
inline std::string sample_with(const std::string& piece, const std::string& replacement) {
  std::string text = to_json(sample_case());
  const std::size_t start = text.find(piece);
  REQUIRE(start != std::string::npos);
  return text.replace(start, piece.size(), replacement);
}

/// The same content under the digest that belongs to it: what someone who wants to deceive would write.
inline std::string sealed(const std::string& text) {
  nlohmann::json document = nlohmann::json::parse(text);
  document["digest"] = digest_of(document);
  return document.dump(2);
}

inline std::string any_text() {
  const auto piece = rc::gen::element<std::string>("a", "7", " ", "é", "ρ̂", "\"", "\\", "/", "~", "\n", "{}", "😀",
                                                   std::string(1, '\0'));
  std::string text;
  for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece)) text += part;
  return text;
}

/// A finite end of up to 1024 bits.
inline std::string any_end() {
  const auto digits = *rc::gen::inRange<std::size_t>(0, 256);
  std::string fraction = *rc::gen::container<std::string>(digits, rc::gen::elementOf(std::string("0123456789abcdef")));
  if (!fraction.empty()) fraction = "." + fraction.substr(1) + "8";
  const int exponent = *rc::gen::inRange(-3000, 3000);
  const std::string sign = *rc::gen::element<std::string>("", "-");
  return sign + "0x1" + fraction + "p" + (exponent < 0 ? "" : "+") + std::to_string(exponent);
}

inline Enclosure any_enclosure() {
  Enclosure enclosure = {any_end(), any_end()};
  if (numeric::parse_hex_interval(enclosure.lo, enclosure.hi, numeric::Precision(1024))->is_poisoned()) {
    std::swap(enclosure.lo, enclosure.hi);
  }
  if (*rc::gen::inRange(0, 5) == 0) enclosure.lo = "-inf";
  if (*rc::gen::inRange(0, 5) == 0) enclosure.hi = "inf";
  if (*rc::gen::inRange(0, 5) == 0) enclosure = {"0x0p+0", "0x0p+0"};
  return enclosure;
}

inline std::uint64_t any_count() {
  return *rc::gen::oneOf(rc::gen::arbitrary<std::uint64_t>(),
                         rc::gen::element<std::uint64_t>(0, std::numeric_limits<std::uint64_t>::max()));
}

inline Case::Origin any_origin() {
  Case::Origin origin;
  origin.command = any_text();
  origin.engine = any_text();
  origin.family = any_text();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) origin.settings[any_text()] = any_text();
  origin.seed = any_count();
  origin.index = any_count();
  origin.evaluations = any_count();
  origin.kind = *rc::gen::element<std::string>("worst", "simplest", "tightest");
  return origin;
}

inline Case any_case() {
  Case witness;
  witness.tool = "x" + any_text();
  witness.statement = *rc::gen::element<std::string>("label-margin", "a", "margin-by-B2");
  witness.corrupted = *rc::gen::arbitrary<bool>();
  witness.regime = *rc::gen::element(recursion::Regime::full, recursion::Regime::class_pure);
  for (const std::string id : {"unit-norm", "every-class", "class-purity", "dominance"}) {
    const int list = *rc::gen::inRange(0, 3);
    if (list != 0) (list == 1 ? witness.hypotheses : witness.dropped).push_back(id);
  }
  witness.verdict = *rc::gen::element<std::string>("violated", "holds");
  witness.part = any_text();
  witness.relation = *rc::gen::element<std::string>("at-least", "equal");
  witness.greater = any_enclosure();
  witness.lesser = any_enclosure();
  witness.slack = any_enclosure();
  witness.rung = *rc::gen::inRange(53, 1025);
  witness.origin = any_origin();
  witness.parameters = {*rc::gen::inRange(1, 6), *rc::gen::inRange(2, 6), *any_background(),
                        *rc::gen::nonEmpty(rc::gen::container<std::vector<recursion::LayerParameters>>(any_layer()))};
  witness.layer = *rc::gen::inRange(0, witness.parameters.depth() + 1);
  witness.task = any_task(witness.parameters.classes, witness.parameters.feature_dim);
  return witness;
}

}  // namespace margincert::files::test
