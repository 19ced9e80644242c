#pragma once

#include <string>
#include <vector>

namespace margincert::cli {

/// A file of the source tree that the program carries: a shipped model or a JSON Schema.
struct EmbeddedText {
  std::string name;  ///< file name, e.g. "task.schema.json"
  std::string text;
};

const std::vector<EmbeddedText>& embedded_texts();

}  // namespace margincert::cli
