#include "files/safetensors.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/files/safetensors_support.hpp"
#include "tests/support/property.hpp"

namespace margincert::files {

using test::bits_of;
using test::container;
using test::f64_data;
using test::little_endian;
using test::message_of;
using test::replaced;

namespace {

using Metadata = std::map<std::string, std::string>;

/// Two tensors that share 40 bytes of data.
const std::string header = R"({"__metadata__":{"by":"hand"},"a":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},)"
                           R"("b":{"dtype":"F32","shape":[2],"data_offsets":[32,40]}})";
const std::string data = f64_data({1, -2.5, 0x1p-1074, 4}) + little_endian(0x3dcccccd, 4) + little_endian(1, 4);

Safetensors parse(const std::string& bytes) { return parse_safetensors(bytes, "f"); }
std::string refusal_of(const std::string& bytes) {
  return message_of([&] { parse(bytes); });
}
std::string with(const std::string& piece, const std::string& replacement) {
  return container(replaced(header, piece, replacement), data);
}

std::vector<std::uint64_t> bits_of_all(std::span<const double> values) {
  std::vector<std::uint64_t> bits;
  for (const double x : values) bits.push_back(bits_of(x));
  return bits;
}

}  // namespace

TEST_CASE("a safetensors file is read as it stands") {
  const Safetensors file = parse(container(header, data));
  CHECK(file.metadata == Metadata{{"by", "hand"}});
  REQUIRE(file.tensors.size() == 2);
  CHECK(file.tensors.at("a") == Tensor{Dtype::f64, {2, 2}, {1, -2.5, 0x1p-1074, 4}});
  CHECK(file.tensors.at("b") == Tensor{Dtype::f32, {2}, {0x1.99999ap-4, 0x1p-149}});
}

TEST_CASE("a binary32 becomes the binary64 of the same value") {
  property::check_property("f32-exact", [] {
    const auto exponent = *rc::gen::inRange<std::uint32_t>(0, 255);  // 255 is infinity and NaN
    const auto fraction = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(0, 1u << 23));
    const auto sign = *rc::gen::inRange<std::uint32_t>(0, 2);
    const std::uint32_t word = sign << 31 | exponent << 23 | fraction;
    const Safetensors file =
        parse(container(R"({"x":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})", little_endian(word, 4)));
    const int scale = exponent == 0 ? -149 : static_cast<int>(exponent) - 150;
    const double magnitude = std::ldexp(fraction + (exponent == 0 ? 0 : 1u << 23), scale);
    RC_ASSERT(bits_of(file.tensors.at("x").values.at(0)) == bits_of(sign == 1 ? -magnitude : magnitude));
  });
}

TEST_CASE("tensors of any shape come back bit for bit") {
  property::check_property("safetensors-round-trip", [] {
    std::vector<std::vector<double>> values;
    std::vector<TensorView> written;
    const int count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) {
      const auto shape = *rc::gen::resize(3, rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange(0, 4)));
      std::size_t size = 1;
      for (const std::size_t extent : shape) size *= extent;
      values.push_back(*rc::gen::container<std::vector<double>>(size, test::any_double()));
      written.push_back({"t" + std::to_string(i), shape, {}});
    }
    for (std::size_t i = 0; i < written.size(); ++i) written[i].values = values[i];
    Metadata metadata;
    if (*rc::gen::inRange(0, 2) == 1) metadata = {{"key \"\n", "größe \x01"}, {"", ""}};
    const std::string bytes = to_safetensors(written, metadata);
    RC_ASSERT(bytes == to_safetensors(written, metadata));
    RC_ASSERT(bytes.find("{") == 8u);

    const Safetensors read = parse(bytes);
    RC_ASSERT(read.metadata == metadata);
    RC_ASSERT(read.tensors.size() == written.size());
    for (const TensorView& tensor : written) {
      RC_ASSERT(read.tensors.at(tensor.name).shape == tensor.shape);
      RC_ASSERT(bits_of_all(read.tensors.at(tensor.name).values) == bits_of_all(tensor.values));
    }
  });
}

TEST_CASE("what is written is laid out as the format says, the data at a multiple of eight") {
  const std::vector<double> numbers = {1, 2};
  const std::vector<TensorView> tensors = {{"z", {2}, numbers}, {"a", {1, 1}, std::span(numbers).first(1)}};
  const std::string expected = R"({"__metadata__":{"k":"v"},"z":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},)"
                               R"("a":{"dtype":"F64","shape":[1,1],"data_offsets":[16,24]}})";
  const std::string padding(7 - (expected.size() + 7) % 8, ' ');
  CHECK(to_safetensors(tensors, {{"k", "v"}}) == container(expected + padding, f64_data({1, 2, 1})));
  CHECK(to_safetensors({}, {}) == container("{}      ", ""));
}

TEST_CASE("padding behind the header may be spaces, and nothing else") {
  CHECK(parse(container(header + "   ", data)).tensors.size() == 2);
  for (const char other : {'\t', '\n', '\r', '\0', ','}) {
    CHECK(refusal_of(container(header + other + " ", data)) ==
          "f: header: does not end with '}'; pad it with spaces, or with nothing");
  }
}

TEST_CASE("every malformed safetensors file is refused with place, reason and remedy") {
  const std::string nan = little_endian(0x7ff8000000000000, 8), infinity = little_endian(0x7ff0000000000000, 8);
  const std::pair<std::string, std::string> table[] = {
      {"", "f: whole file: has 0 bytes, less than the 8 of the header's length; "},
      {"1234567", "f: whole file: has 7 bytes, less than the 8 of the header's length; "},
      {little_endian(~std::uint64_t{0}, 8) + header,
       "f: header: is 18446744073709551615 bytes long, more than 100000000; check that it is a safetensors file"},
      {little_endian(100'000'001, 8) + header, "f: header: is 100000001 bytes long, more than 100000000; "},
      {little_endian(100'000'000, 8) + "{}",
       "f: header: is 100000000 bytes long, and 2 follow its length; the file is cut short: get it again"},
      {container("", ""), "f: header: does not begin with '{'; "},
      {container(" " + header, data), "f: header: does not begin with '{'; "},
      {container("[]", ""), "f: header: does not begin with '{'; "},
      {with("\"by\":", "\"by\""), "f: header: line 1, column 27: is not JSON: "},
      {with("\"a\"", "\"b\""), "f: header: top level: the key \"b\" appears twice; keep one of the two"},
      {with("\"a\"", "\"__metadata__\""), "f: header: top level: the key \"__metadata__\" appears twice; "},
      {with("\"dtype\"", "\"dtype\":\"F64\",\"dtype\""), "f: header: /a: the key \"dtype\" appears twice; "},
      {with("hand", "h\xff"), "f: header: line 1, column 25: is not UTF-8 text; "},
      {container(header + "{}", data), "f: header: line 1, column 142: is not JSON: "},
      {with("{\"by\":\"hand\"}", "\"hand\""), "f: __metadata__: \"hand\" is not an object; "},
      {with("\"hand\"", "40"), "f: __metadata__/by: 40 is not a string; put it in double quotes"},
      {with("\"hand\"", "null"), "f: __metadata__/by: null is not a string; "},
      {container(R"({"a":[]})", ""), "f: tensor a: an array is not an object; "},
      {with("\"dtype\"", "\"dtyp\""), "f: tensor a: unknown key \"dtyp\"; did you mean \"dtype\"?"},
      {with("\"shape\"", "\"strides\":[],\"shape\""), "f: tensor a: unknown key \"strides\"; "},
      {with("\"dtype\":\"F64\",", ""), "f: tensor a: the key \"dtype\" is missing; add it"},
      {with("\"shape\":[2,2],", ""), "f: tensor a: the key \"shape\" is missing; add it"},
      {with(",\"data_offsets\":[0,32]", ""), "f: tensor a: the key \"data_offsets\" is missing; add it"},
      {with("\"F64\"", "64"), "f: tensor a/dtype: 64 is not a string; "},
      {with("\"F64\"", "\"BF16\""),
       "f: tensor a/dtype: \"BF16\" is not a type that is read here; save the tensor as F64 or F32"},
      {with("\"F64\"", "\"f64\""), "f: tensor a/dtype: \"f64\" is not a type that is read here; "},
      {with("[2,2]", "4"), "f: tensor a/shape: 4 is not an array; "},
      {with("[2,2]", "[2,-2]"), "f: tensor a/shape/1: -2 is out of range; "},
      {with("[2,2]", "[2.0,2]"), "f: tensor a/shape/0: 2.0 is not an integer; "},
      {with("[2,2]", "[2,18446744073709551615]"), "f: tensor a/shape/1: 18446744073709551615 is out of range; "},
      {with("[2,2]", "[4294967296,536870912]"), "f: tensor a/shape: has more elements than any file can hold; "},
      {with("[2,2]", "[4611686018427387904,4611686018427387904,0]"), "f: tensor a/shape: has more elements than any"},
      {with("[2,2]", "[2,3]"),
       "f: tensor a/data_offsets: holds 32 bytes, and the shape [2, 3] of \"F64\" needs 48; make dtype, shape and "},
      {with("\"F64\"", "\"F32\""),
       "f: tensor a/data_offsets: holds 32 bytes, and the shape [2, 2] of \"F32\" needs 16;"},
      {with("[0,32]", "32"), "f: tensor a/data_offsets: 32 is not an array; "},
      {with("[0,32]", "[0,32,40]"), "f: tensor a/data_offsets: has 3 numbers; write [begin, end]"},
      {with("[0,32]", "[]"), "f: tensor a/data_offsets: has 0 numbers; "},
      {with("[0,32]", "[0,\"32\"]"), "f: tensor a/data_offsets/1: \"32\" is not an integer; "},
      {with("[0,32]", "[-8,24]"), "f: tensor a/data_offsets/0: -8 is out of range; "},
      {with("[0,32]", "[32,0]"), "f: tensor a/data_offsets: ends at 0, before it begins at 32; "},
      {with("[32,40]", "[36,44]"),
       "f: tensor b/data_offsets: ends at byte 44 of 40 bytes of data; the file is cut short: get it again"},
      {with("[32,40]", "[31,39]"),
       "f: tensor b: begins at byte 31, and the tensor before it ends at 32; tensors must not overlap"},
      {with("[32,40]", "[0,8]"), "f: tensor a: begins at byte 0, and the tensor before it ends at 8; "},
      {container(replaced(header, "[32,40]", "[33,41]"), data + "x"),
       "f: tensor b: begins at byte 33, and bytes from 32 on belong to no tensor; tensors must follow each other "},
      {container(R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}})", f64_data({1, 2})),
       "f: tensor a: begins at byte 8, and bytes from 0 on belong to no tensor; "},
      {container(header, data + "x"), "f: whole file: 1 bytes follow the last tensor; remove them, or get the file "},
      {container("{}", "12"), "f: whole file: 2 bytes follow the last tensor; "},
      {container(header, replaced(data, f64_data({0x1p-1074}), nan)),
       "f: tensor a: element [1, 0] is nan; every number must be finite"},
      {container(header, replaced(data, f64_data({-2.5}), infinity)), "f: tensor a: element [0, 1] is inf; "},
      {container(header, data.substr(0, 36) + little_endian(0xff800000, 4)), "f: tensor b: element [1] is -inf; "},
      {container(header, data.substr(0, 36) + little_endian(0x7f800001, 4)), "f: tensor b: element [1] is nan; "},
  };
  for (const auto& [bytes, its_beginning] : table) {
    const auto& beginning = its_beginning;
    CAPTURE(beginning);
    const std::string message = refusal_of(bytes);
    CAPTURE(message);
    CHECK(message.starts_with(beginning));
  }
}

TEST_CASE("a hostile tensor name does not fill the screen") {
  const std::string name(100'000, 'x');
  CHECK(refusal_of(container("{\"" + name + "\":1}", "")).size() < 300);
}

TEST_CASE("a tensor without elements takes no room, and may not stand inside another") {
  const std::string empty = R"({"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},)"
                            R"("e":{"dtype":"F64","shape":[0,3],"data_offsets":[16,16]}})";
  CHECK(parse(container(empty, f64_data({1, 2}))).tensors.at("e") == Tensor{Dtype::f64, {0, 3}, {}});
  CHECK(refusal_of(container(replaced(empty, "[16,16]", "[8,8]"), f64_data({1, 2})))
            .starts_with("f: tensor e: begins at byte 8, and the tensor before it ends at 16; "));
}

TEST_CASE("what no reader could accept is not written") {
  const std::vector<double> two = {1, 2};
  for (const double bad : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    const std::vector<double> values = {1, bad};
    CHECK_THROWS_AS(to_safetensors(std::vector<TensorView>{{"a", {2}, values}}, {}), std::invalid_argument);
  }
  const std::size_t huge = std::size_t{1} << 61;
  for (const TensorView& unfit : {TensorView{"a", {3}, two}, TensorView{"a", {}, two}, TensorView{"a", {huge, 8}, {}},
                                  TensorView{"__metadata__", {2}, two}, TensorView{"\xff", {2}, two}}) {
    CHECK_THROWS_AS(to_safetensors(std::vector{unfit}, {}), std::invalid_argument);
  }
  const TensorView sound = {"a", {2}, two};
  CHECK_NOTHROW(to_safetensors(std::vector{sound}, {}));
  CHECK_THROWS_AS(to_safetensors(std::vector{sound, sound}, {}), std::invalid_argument);
  CHECK_THROWS_AS(to_safetensors({}, {{"key", "\xff"}}), std::invalid_argument);
}

}  // namespace margincert::files
