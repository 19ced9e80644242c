#pragma once

#include <string_view>

namespace margincert::numeric_tests::itl {

/// The text of vectors/sample.itl, built in so that the test needs no path at run time.
extern const std::string_view sample_vectors;

}  // namespace margincert::numeric_tests::itl
