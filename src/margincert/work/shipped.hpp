#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace margincert::work {

/// A file of the source tree that the program carries: a shipped model, a case or a JSON Schema.
struct EmbeddedText {
  std::string name;  ///< file name, e.g. "task.schema.json"
  std::string text;  ///< its bytes
};

const std::vector<EmbeddedText>& embedded_texts();

inline constexpr std::string_view case_suffix = ".case.json", schema_suffix = ".schema.json",
                                  recursion_suffix = ".recursion.json", weights_suffix = ".safetensors";
/// Those whose name ends in `suffix`.
std::vector<const EmbeddedText*> embedded_with(std::string_view suffix);
/// Their names, without it.
std::vector<std::string> embedded_names(std::string_view suffix);
/// Null when there is none.
const EmbeddedText* find_embedded(const std::string& name);

}  // namespace margincert::work
