#include "transformer/foreign_tensors.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace margincert::transformer {

namespace {

using Words = std::vector<std::string>;

/// The words of a name in lower case, and neighbours as one word: "attn.in_proj_weight" has attn, in, proj, weight,
/// attnin, inproj and projweight; what is no letter parts words.
Words words_of(std::string_view name) {
  Words words{""};
  for (const char c : name) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalpha(letter)) {
      words.back() += static_cast<char>(std::tolower(letter));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  for (std::size_t k = 0, single = words.size(); k + 1 < single; ++k) words.push_back(words[k] + words[k + 1]);
  return words;
}

bool has_any(const Words& words, const std::vector<std::string_view>& wanted) {
  return std::ranges::any_of(words, [&](const std::string& word) { return std::ranges::count(wanted, word) > 0; });
}

struct Kind {
  std::vector<std::string_view> words;  ///< any of which tells it
  const char *problem, *remedy;
};

constexpr const char* no_such_model = "train a model without it: left out, the rest is another transformer";
constexpr const char* make_qk =
    "save layers.{t}.qk = W_Kᵀ W_Q, divided by √width where the model divides its logits: "
    "ℓ_ij = z_iᵀ W_QK z_j has key i on the left and query j on the right";
constexpr const char* make_ov = "save layers.{t}.ov = W_O W_V: z_j += W_OV Σ_i A_ij z_i";
constexpr const char* unpack =
    "split it by rows into W_Q, W_K and W_V, as PyTorch packs them, and save layers.{t}.qk = W_Kᵀ W_Q / √width and "
    "layers.{t}.ov = W_O W_V: ℓ_ij = z_iᵀ W_QK z_j has key i on the left and query j on the right";

/// What makes the model another one, from the first to the last.
const std::vector<Kind>& other_models() {
  static const std::vector<Kind> kinds{
      {{"ln", "lnf", "norm", "layernorm", "rmsnorm", "batchnorm", "bn"},
       "is of a normalisation, which changes the recursion: this model class has none",
       no_such_model},
      {{"mlp", "fc", "ffn", "ff", "feedforward", "linear", "intermediate", "gateproj", "upproj", "downproj", "experts"},
       "is of a feed-forward layer, and this model class is of attention alone",
       no_such_model},
      {{"embed", "embedding", "embeddings", "wte", "wpe", "pos", "position", "positional", "pe", "rotary", "rope",
        "alibi", "invfreq"},
       "is of an embedding, and the tokens of this model class are the features and labels themselves, z = [x; y]",
       no_such_model},
      {{"heads", "headq", "headwq", "headk", "headwk", "headv", "headwv", "heado", "headwo"},
       "is of one of several heads, and this model class has one head in each layer",
       "train a model with one head: two softmaxes do not add up to one"},
      {{"head", "lmhead", "unembed", "unembedding", "classifier", "readout"},
       "is of an output layer, and this model class reads the classes off the tokens' own label coordinates",
       no_such_model},
      {{"bias", "inprojbias"},
       "is a bias, and this model class has none in its logits and updates",
       "train with bias=False; one whose numbers are all zero can be left out"}};
  return kinds;
}

/// What is part of qk or ov.
const std::vector<Kind>& factors() {
  static const std::vector<Kind> kinds{
      {{"inproj", "qkv", "wqkv", "cattn"}, "packs W_Q, W_K and W_V, which this format has multiplied out", unpack},
      {{"q", "wq", "query"}, "is W_Q, which this format has multiplied with W_K", make_qk},
      {{"k", "wk", "key"}, "is W_K, which this format has multiplied with W_Q", make_qk},
      {{"v", "wv", "value"}, "is W_V, which this format has multiplied with W_O", make_ov},
      {{"o", "wo", "out", "output", "proj", "outproj", "cproj"},
       "is W_O, which this format has multiplied with W_V",
       make_ov}};
  return kinds;
}

std::optional<ForeignTensor> found_in(const std::vector<Kind>& kinds, const Words& words, int first_rank) {
  const auto found = std::ranges::find_if(kinds, [&](const Kind& kind) { return has_any(words, kind.words); });
  if (found == kinds.end()) return std::nullopt;
  return ForeignTensor{first_rank + static_cast<int>(found - kinds.begin()), found->problem, found->remedy};
}

}  // namespace

std::optional<ForeignTensor> foreign_tensor(std::string_view name) {
  const Words words = words_of(name);
  const auto other = found_in(other_models(), words, 0);
  if (other || is_misspelt(name)) return other;
  return found_in(factors(), words, static_cast<int>(other_models().size()));
}

bool is_misspelt(std::string_view name) { return has_any(words_of(name), {"qk", "kq", "wqk", "ov", "vo", "wov"}); }

}  // namespace margincert::transformer
