#pragma once

#include <string>

#include "margincert/models.hpp"

namespace margincert::work {

using margincert::extracted, margincert::gated_models, margincert::load_model, margincert::load_weights,
    margincert::Model;

/// Is it a shipped model's name, of a recursion or of weights?
bool is_shipped(const std::string& path_or_name);

/// The n that the transformer of `file` was trained on, or where that does not say, the usual one. FileError where the
/// family has no tasks of that many points.
int context_of(const transformer::Weights& weights, const std::string& file, const std::string& family = "no-margin");

/// FileError about `file` unless it has the model's d and K.
void require_same_tokens(const recursion::Parameters& model, const std::string& file,
                         const recursion::Parameters& parameters);
/// FileError about `file` unless it has the model's d, K and T.
void require_same_shape(const transformer::Weights& model, const std::string& file, int feature_dim, int classes,
                        int layers);

}  // namespace margincert::work
