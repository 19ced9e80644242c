#pragma once

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// RapidCheck properties as part of doctest cases. Link with -lrapidcheck.
namespace margincert::property {

/// The keys of an RC_PARAMS text, in order: blank-separated `key` or `key=value`, values quoted where they hold blanks.
inline std::vector<std::string> parameter_keys(std::string_view text) {
  std::vector<std::string> keys(1);
  char quote = 0;
  bool in_value = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (in_value && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (!keys.back().empty()) keys.emplace_back();
      in_value = false;
    } else if (c == '=') {
      in_value = true;
    } else if (!in_value) {
      keys.back() += c;
    }
  }
  if (keys.back().empty()) keys.pop_back();
  return keys;
}

/// RapidCheck ignores a misspelt key without a word, and the run is then not the one that was asked for.
inline std::vector<std::string> unknown_parameter_keys(std::string_view text) {
  static const std::set<std::string> known{"seed",     "max_success",      "max_size",          "max_discard_ratio",
                                           "noshrink", "verbose_progress", "verbose_shrinking", "reproduce"};
  std::vector<std::string> keys = parameter_keys(text);
  std::erase_if(keys, [](const std::string& key) { return known.contains(key); });
  return keys;
}

/// Why a result is not a pass, empty when it is one. Success without a single case is what RapidCheck reports for a
/// property that RC_PARAMS="reproduce=..." does not name: nothing was tested, so it does not pass.
inline std::optional<std::string> complaint(const rc::detail::TestResult& result) {
  rc::detail::SuccessResult success;
  if (result.match(success)) {
    if (success.numSuccess > 0) return std::nullopt;
    return "no case was run (RC_PARAMS may reproduce another property); select this one or clear RC_PARAMS";
  }
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);  // with the whole counterexample, as showValue prints it
  return text.str();
}

/// What has to be so before a property may run.
inline void require_sound_setup(const std::string& id) {
  REQUIRE_MESSAGE(!id.empty(), "a property without an id passes unseen when another one is reproduced");
  const char* parameters = std::getenv("RC_PARAMS");
  for (const std::string& key : unknown_parameter_keys(parameters ? parameters : "")) {
    FAIL("RC_PARAMS has the unknown key '" << key << "' (RapidCheck would ignore it); correct it or remove it");
  }
}

inline rc::detail::TestMetadata metadata(const std::string& id) {
  rc::detail::TestMetadata data;
  data.id = data.description = id;
  return data;
}

/// Runs a RapidCheck property as part of a doctest case. `id` is stable and unique: RC_PARAMS="reproduce=..." finds the
/// property by it.
template <typename Callable>
void check_property(const std::string& id, Callable&& property) {
  require_sound_setup(id);
  const auto result = rc::detail::checkTestable(std::forward<Callable>(property), metadata(id));
  if (const auto failure = complaint(result)) FAIL_CHECK(id << ": " << *failure);
}

}  // namespace margincert::property
