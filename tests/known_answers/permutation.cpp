#include "nodes/ocr2/permutation.h"

#include "tests/known_answers/ocr_formats.h"

namespace orrery::known_answers {
namespace {

using nlohmann::json;

chains::Bytes16 key_of(const std::string& hex) { return chains::Bytes16::from(chains::from_hex(hex)); }

// "int63_for_key_000102..0f": the stream of the key 00 01 02 ... 0f.
void check_stream(const json& values, Result& result) {
  chains::Bytes16 key;
  for (std::size_t i = 0; i < 16; ++i) key.data[i] = static_cast<std::uint8_t>(i);
  nodes::KeyedRandom random(key);
  for (const auto& expected : values) {
    const std::string found = std::to_string(random.int63());
    result.check(found == expected.get<std::string>(), "int63: expected " + expected.dump() + ", found " + found);
  }
}

Result check(const json& document) {
  Result result;
  for (const auto& [name, value] : document.items())
    if (name.starts_with("int63_for_key_")) check_stream(value, result);
  for (const auto& row : document.at("rows")) {
    const auto n = row.at("n").get<std::uint32_t>();
    const json found = nodes::keyed_permutation(n, key_of(row.at("key")));
    result.check(found == row.at("permutation"), "n = " + std::to_string(n) + ", key " + row.at("key").dump() +
                                                     ": expected " + row.at("permutation").dump() + ", found " +
                                                     found.dump());
  }
  return result;
}

}  // namespace

Format permutation_format() {
  return {"ocr permutations",
          [](const json& document) {
            return document.is_object() && document.contains("rows") && document["rows"].is_array() &&
                   !document["rows"].empty() && document["rows"][0].contains("permutation");
          },
          check};
}

}  // namespace orrery::known_answers
