#include "scenarios/control/control_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "scenarios/language/values.h"

namespace orrery::scenarios {

namespace {

using Json = nlohmann::ordered_json;

const Place kFromClient{std::make_shared<const Place::Source>(Place::Source{"fault", ""}), 0, 0};
constexpr double kFastestPace = 1e6;
constexpr int kDeepest = 8;

std::string condition(const Json& command, const char* key) {
  if (!command.contains(key)) return "";
  std::string name = command[key].get<std::string>();
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format(" && {} == \"{}\"", key, quoted);
}

Node read_node(const Json& value, int depth) {
  Node node;
  node.place = kFromClient;
  if (depth > kDeepest) throw sim::InputError("fault", "tables are more than 8 deep");
  if (value.is_string()) {
    node.type = Node::Type::kText;
    node.text = value.get<std::string>();
  } else if (value.is_number_integer()) {
    node.type = Node::Type::kInteger;
    node.integer = value.get<std::int64_t>();
  } else if (value.is_number_float()) {
    node.type = Node::Type::kReal;
    node.real = value.get<double>();
    node.text = value.dump();
  } else if (value.is_boolean()) {
    node.type = Node::Type::kBoolean;
    node.boolean = value.get<bool>();
  } else if (value.is_array()) {
    node.type = Node::Type::kArray;
    for (const Json& item : value) node.items.push_back(read_node(item, depth + 1));
  } else if (value.is_object()) {
    node.type = Node::Type::kTable;
    for (const auto& [key, inner] : value.items())
      node.entries.push_back({key, kFromClient, read_node(inner, depth + 1)});
  } else {
    throw sim::InputError("fault", "null is no value");
  }
  return node;
}

Json example_json(const sim::ParameterValue& value) {
  return std::visit(
      [](const auto& sample) -> Json {
        using T = std::decay_t<decltype(sample)>;
        if constexpr (std::is_same_v<T, sim::Duration>) {
          return exact_text(sample);
        } else if constexpr (std::is_same_v<T, sim::Fraction>) {
          return to_text(sample);
        } else {
          return sample;
        }
      },
      value);
}

}  // namespace

Json refusal(const Json& id, const sim::InputError& error) {
  return {{"re", id},
          {"ok", false},
          {"error", {{"message", error.message()}, {"place", error.place()}, {"hint", error.hint()}}}};
}

Json pace_json(const Pace& pace) {
  switch (pace.kind) {
    case Pace::Kind::kFast:
      return "fast";
    case Pace::Kind::kExpress:
      return "express";
    case Pace::Kind::kPaced:
      return pace.simulated_seconds_per_second;
  }
  return nullptr;
}

Pace pace_of(const Json& command, const Pace& otherwise) {
  if (!command.contains("pace")) return otherwise;
  const Json& pace = command["pace"];
  if (pace == "fast") return {Pace::Kind::kFast, 1};
  if (pace == "express") return {Pace::Kind::kExpress, 1};
  const bool good = pace.is_number() && pace.get<double>() > 0 && pace.get<double>() <= kFastestPace;
  if (!good)
    throw sim::InputError("pace", "expected \"fast\", \"express\" or simulated seconds per second, at most a million");
  return {Pace::Kind::kPaced, pace.get<double>()};
}

sim::Time moment_of(const std::string& text, sim::Time now) {
  if (text == "now") return now;
  return text.starts_with("+") ? now + sim::parse_duration(text.substr(1)) : sim::parse_time(text);
}

Node node_of(const Json& value) {
  if (!value.is_object()) throw sim::InputError("fault", "expected an object of the keys of [[fault]]");
  return read_node(value, 0);
}

Json json_of(const Node& node) {
  switch (node.type) {
    case Node::Type::kText:
      return node.text;
    case Node::Type::kInteger:
      return node.integer;
    case Node::Type::kReal:
      return node.real;
    case Node::Type::kBoolean:
      return node.boolean;
    case Node::Type::kArray: {
      Json list = Json::array();
      for (const Node& item : node.items) list.push_back(json_of(item));
      return list;
    }
    case Node::Type::kTable: {
      Json table = Json::object();
      for (const Node::Entry& entry : node.entries) table[entry.key] = json_of(entry.value);
      return table;
    }
  }
  return nullptr;
}

Json kind_json(const sim::FaultKind& kind) {
  Json parameters = Json::array();
  for (const sim::ParameterSpec& parameter : kind.parameters) {
    parameters.push_back({{"name", parameter.name},
                          {"about", parameter.about},
                          {"example", example_json(parameter.example)},
                          {"required", !parameter.default_value.has_value()}});
    if (parameter.default_value) parameters.back()["default"] = example_json(*parameter.default_value);
  }
  return {{"kind", kind.name}, {"target", kind.target}, {"about", kind.about}, {"parameters", std::move(parameters)}};
}

std::string network_condition(const Json& command) { return condition(command, "network"); }
std::string chain_condition(const Json& command) { return condition(command, "chain"); }

}  // namespace orrery::scenarios
