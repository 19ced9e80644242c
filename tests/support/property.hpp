#pragma once

#include "generators/property.hpp"

namespace margincert::testing {

using property::check_property;
using property::complaint;
using property::parameter_keys;
using property::unknown_parameter_keys;

}  // namespace margincert::testing
