#include "generators/family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "files/nearest.hpp"

namespace margincert::generators {
namespace {

constexpr std::int64_t most_dimensions = 10000;

void expect_agreement(const Settings& settings, std::string_view name, std::string_view field, int parameter) {
  if (parameter < 1 || parameter > most_dimensions) {
    throw SettingError(fmt::format("the parameters' {} is {} (tasks need 1..{})", field, parameter, most_dimensions));
  }
  if (settings.is_given(name) && settings.integer(name) != parameter) {
    throw SettingError(
        fmt::format("setting {0}={1} contradicts the parameters' {2} of {3}; leave {0} out, or use "
                    "parameters with {2} {1}",
                    name, settings.integer(name), field, parameter));
  }
}

}  // namespace

const Family& find_family(std::string_view id) {
  const auto& all = families();
  const auto family = std::ranges::find(all, id, &Family::id);
  if (family != all.end()) return *family;
  std::vector<std::string> known;
  std::ranges::transform(all, std::back_inserter(known), &Family::id);
  throw UnknownFamily(
      fmt::format("no family '{}'{} (families: {})", id, files::did_you_mean(id, known), files::joined(known)));
}

Settings read_settings(const Family& family, std::span<const std::string> assignments) {
  return read_settings(family.id, family.settings, assignments);
}

std::vector<SettingSpec> common_settings(PointCounts points) {
  const IntegerRange dimensions{1, most_dimensions};
  return {integer_setting("n", "number of training points", points.usual, {1, points.most}),
          {"d", "feature dimension; must be the parameters' feature_dim", dimensions, std::nullopt},
          {"K", "number of classes; must be the parameters' classes", dimensions, std::nullopt}};
}

std::vector<SettingSpec> with_common_settings(std::vector<SettingSpec> own, PointCounts points) {
  auto all = common_settings(points);
  std::ranges::move(own, std::back_inserter(all));
  return all;
}

recursion::Task make_task(const Family& family, const Settings& settings, const recursion::Parameters& parameters,
                          std::uint64_t seed, std::uint64_t index) {
  expect_agreement(settings, "d", "feature_dim", parameters.feature_dim);
  expect_agreement(settings, "K", "classes", parameters.classes);
  Random random(seed, family.id, index);
  return family.generate(settings, parameters, random);
}

}  // namespace margincert::generators
