#include "tests/known_answers/ocr_formats.h"
#include "tests/nodes/ocr3/trace_comparison.h"

namespace orrery::known_answers {
namespace {

using nlohmann::json;

Result check(const json& document) {
  Result result;
  for (const auto& scenario : document.at("scenarios")) {
    std::string unknown;
    tests::TraceFaults::from(scenario, unknown);
    if (!unknown.empty()) {
      ++result.uncovered;
      result.uncovered_because = unknown + " of " + scenario.at("name").get<std::string>();
      continue;
    }
    nodes::ocr3::trial::compare_with_trace(document, scenario,
                                           [&](bool held, const std::string& what) { result.check(held, what); });
  }
  return result;
}

}  // namespace

Format traces_ocr3_format() {
  return {"ocr3 traces",
          [](const json& document) {
            return document.is_object() && document.contains("scenarios") && !document["scenarios"].empty() &&
                   document["scenarios"][0].value("protocol", "") == "ocr3";
          },
          check};
}

}  // namespace orrery::known_answers
