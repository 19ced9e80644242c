#pragma once

#include <string>
#include <vector>

#include "reports/coverage.hpp"
#include "reports/report.hpp"

// Where nothing moves, bounds on how things move hold of nothing: a reader of a pass must know.
namespace margincert::reports {

/// Layers that move something: alpha' or gamma' is not 0.
long moving_layers(const recursion::Parameters& parameters);

/// "zero.json: nothing moves: …", or which of its layers move nothing; "" when all of them move something.
std::string stillness(const std::string& model, const recursion::Parameters& parameters);
/// Of all models, but those whose tasks have parameters of their own.
std::vector<std::string> stillnesses(const Report& report);

/// What the source of a finding says of a model with fewer moving layers than required.
inline constexpr const char* moving_layers_subject = "moving layers";
std::vector<CoverageGap> movement_gaps(const Report& report);

}  // namespace margincert::reports
