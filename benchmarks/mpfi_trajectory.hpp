#pragma once

#include "engine/enclosure.hpp"
#include "recursion/parameters.hpp"
#include "recursion/rows.hpp"
#include "recursion/task.hpp"

namespace margincert::benchmarks {

/// The tokens after all layers of theory.md §2, full regime, in MPFI's intervals of 53 bits: row n is the probe, and
/// its d + K columns are features, then labels. What somebody writes who takes the interval library from the shelf;
/// like the program in Arb it shares exponentials between a pair's two directions.
recursion::Rows<engine::Enclosure> mpfi_final_tokens(const recursion::Task& task,
                                                     const recursion::Parameters& parameters);

}  // namespace margincert::benchmarks
