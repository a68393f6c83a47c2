#include "scenarios/world/reference.h"

#include <fmt/format.h>

#include "scenarios/language/scenario.h"
#include "scenarios/world/fault_kinds.h"
#include "scenarios/world/scenario_world.h"

namespace orrery::scenarios {

namespace {

void write_section(const SectionReference& section, const std::string& prefix, std::string& text) {
  std::string heading = prefix;
  if (!section.path.empty()) {
    const bool many = section.path.starts_with("[[");
    const std::string name = section.path.substr(many ? 2 : 1, section.path.size() - (many ? 4 : 2));
    heading = prefix.empty() ? name : prefix + "." + name;
    text += fmt::format("\n### {}{}{}\n", many ? "[[" : "[", heading, many ? "]]" : "]");
  } else {
    text += "\n### At the top of the file\n";
  }
  text += "\n" + section.about + "\n";
  if (!section.keys.empty()) {
    text += "\n| key | written as | default | meaning |\n| --- | --- | --- | --- |\n";
    for (const KeyReference& key : section.keys)
      text += fmt::format("| `{}` | {} | {} | {} |\n", key.key, key.type, key.default_value, key.about);
  }
  for (const SectionReference& inner : section.inner) write_section(inner, heading, text);
}

std::string type_of(const sim::ParameterValue& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          return "list of names";
        } else {
          return TypeText<T>::text();
        }
      },
      value);
}

std::string default_of(const sim::ParameterSpec& parameter) {
  if (!parameter.default_value) return "required";
  return std::visit([](const auto& v) { return default_text(v); }, *parameter.default_value);
}

void write_fault_kinds(std::string& text) {
  text += "\n## Kinds of faults\n\nFaults compose: lifting one leaves what others have put on.\n";
  for (const sim::FaultKind& kind : all_fault_kinds()) {
    text += fmt::format("\n### {}\n\n{} Target: {}.\n", kind.name, kind.about, kind.target);
    if (kind.parameters.empty()) continue;
    text += "\n| parameter | written as | default | meaning |\n| --- | --- | --- | --- |\n";
    for (const sim::ParameterSpec& parameter : kind.parameters)
      text += fmt::format("| `{}` | {} | {} | {} |\n", parameter.name, type_of(parameter.example),
                          default_of(parameter), parameter.about);
  }
}

/// A world with one of each that has figures. They declare themselves, so the list cannot disagree with the report.
constexpr const char* kOneOfEach = R"(
start = "2025-01-01T00:00:00Z"
signatures = "modelled"
zone = [{ name = "zone" }]
price = [{ name = "price", value = "1" }]
venue = [{ name = "venue", zone = "zone" }]
provider = [{ name = "provider", zone = "zone" }]
chain = [{ name = "NAME" }]
rpc = [{ name = "rpc", chain = "NAME", zone = "zone" }]
[[network]]
name = "FEED"
chain = "NAME"
price = "price"
watch_below = "1"
nodes = [{ count = 4, zone = "zone", rpc = ["rpc"], providers = ["provider"] }]
[[medianizer]]
name = "median"
chain = "NAME"
price = "price"
bar = 1
nodes = [{ zone = "zone", rpc = ["rpc"], providers = ["provider"] }]
[[vault_system]]
name = "SYSTEM"
chain = "NAME"
price = "price"
feed = "median"
[[lending_market]]
name = "MARKET"
chain = "NAME"
asset = [{ name = "base", price = "price", fixed = "1" }, { name = "quote", price = "price", fixed = "1" }]
[[amm_pool]]
name = "POOL"
market = "MARKET"
base = "base"
quote = "quote"
holds = "1"
[[peg_module]]
name = "MODULE"
chain = "NAME"
gem_price = "price"
coin_price = "price"
coins = "1"
)";

std::string type_of(const FigureValue& value) {
  return std::visit([](const auto& v) -> std::string { return TypeText<std::decay_t<decltype(v)>>::text(); }, value);
}

void write_figures(std::string& text) {
  Files files(std::map<std::string, std::string>{{"reference.toml", kOneOfEach}});
  const ScenarioWorld world(scenario_section().read(read_document(files, "reference.toml")), files,
                            sim::Level::kNothing, nullptr);
  text +=
      "\n## Figures\n\nNAME is a chain's name, FEED that of a network or any other feed (`first_below` and "
      "`time_below` "
      "where it has `watch_below`), MARKET of a lending market, POOL of a pool, MODULE of a peg-stability module, "
      "SYSTEM "
      "of a vault system.\n\n"
      "| figure | written as | meaning |\n| --- | --- | --- |\n";
  for (const auto& [path, figure] : world.figures().all())
    if (!path.starts_with("feed.median."))  // it is there for the vault system and says what any feed's do
      text += fmt::format("| `{}` | {} | {} |\n", path, type_of(figure.value), figure.about);
}

}  // namespace

std::string language_reference() {
  std::string text = "## Sections and keys\n";
  write_section(scenario_section().reference(), "", text);
  write_fault_kinds(text);
  write_figures(text);
  return text;
}

}  // namespace orrery::scenarios
