#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/settings.hpp"
#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

namespace margincert::generators {

class UnknownFamily : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A distribution over tasks. Families keep the hypothesis unit-norm: ‖x‖² <= 1 in exact arithmetic for all features
/// and the probe. Two do not, as breaking it is their purpose: `unnormalised`, and `threshold` with
/// hypothesis=unit-norm at odd indices.
struct Family {
  std::string id;
  std::string summary;   ///< the distribution, in one or two sentences
  std::string stresses;  ///< what it puts under load
  std::vector<SettingSpec> settings;
  std::function<recursion::Task(const Settings&, const recursion::Parameters&, Random&)> generate;
  /// Are tasks placed where bounds are weakest, rather than drawn from a distribution? Then counts of verdicts are no
  /// sample, and no probability may be read off them.
  bool adversarial = false;
};

/// All families, in the order in which they are listed to users.
const std::vector<Family>& families();
/// Throws UnknownFamily, with the nearest name and all of them in the text.
const Family& find_family(std::string_view id);

Settings read_settings(const Family& family, std::span<const std::string> assignments);

/// The settings every family has: n, d and K. d and K are there to be stated and checked, not chosen: a task has to fit
/// the recursion it is made for.
struct PointCounts {
  std::int64_t most = 100000;
  std::int64_t usual = 40;  ///< the default
};
std::vector<SettingSpec> common_settings(PointCounts points = {});
/// common_settings() and then the family's own.
std::vector<SettingSpec> with_common_settings(std::vector<SettingSpec> own, PointCounts points = {});

/// The task of a family at (seed, index): a pure function of the arguments. The random stream hangs on the family's id,
/// the seed and the index only, so settings vary a task without reshuffling it. Throws SettingError when the settings
/// contradict the parameters or each other.
recursion::Task make_task(const Family& family, const Settings& settings, const recursion::Parameters& parameters,
                          std::uint64_t seed, std::uint64_t index);

}  // namespace margincert::generators
