#include "gui/control/steering_messages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "gui/model/stepping.h"
#include "sim/input_error.h"

namespace orrery::gui {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t count_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::optional<sim::Time> time_of(const Json& object, const char* key) {
  const std::string text = text_of(object, key);
  if (text.empty()) return std::nullopt;
  try {
    return sim::parse_time(text);
  } catch (const sim::InputError&) {
    return std::nullopt;
  }
}

const Json& list_of(const Json& object, const char* key) {
  static const Json kNothing = Json::array();
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kNothing;
}

// A value as a form shows it: a list's items with commas between.
std::string shown_value(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.is_null() ? std::string() : value.dump();
  std::string all;
  for (const Json& item : value) all += (all.empty() ? "" : ", ") + shown_value(item);
  return all;
}

std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::size_t first = begin, last = end;
    while (first < last && text[first] == ' ') ++first;
    while (last > first && text[last - 1] == ' ') --last;
    if (last > first) names.push_back(text.substr(first, last - first));
    begin = end + 1;
  }
  return names;
}

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::string> after(const std::string& text, std::string_view word) {
  if (!text.starts_with(word)) return std::nullopt;
  std::string rest = text.substr(word.size());
  while (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
  return rest;
}

}  // namespace

std::optional<SteeredState> read_state(const Json& line) {
  if (!line.is_object()) return std::nullopt;
  static constexpr std::array<std::string_view, 4> kStatus{"paused", "running", "ended", "failed"};
  const std::string status = text_of(line, "status");
  const auto known = std::find(kStatus.begin(), kStatus.end(), status);
  const auto nanoseconds = line.find("nanoseconds");
  if (known == kStatus.end() || nanoseconds == line.end() || !nanoseconds->is_number_integer()) return std::nullopt;
  SteeredState state;
  state.status = static_cast<SteeredState::Status>(known - kStatus.begin());
  state.reason = text_of(line, "reason");
  state.time = sim::Time::from_unix_nanoseconds(nanoseconds->get<std::int64_t>());
  state.events = count_of(line, "events");
  state.rows = count_of(line, "rows");
  state.digest = text_of(line, "digest");
  if (const auto pace = line.find("pace"); pace != line.end()) state.pace = shown_value(*pace);
  if (const auto hit = line.find("hit"); hit != line.end() && hit->is_object()) {
    state.hit_watch = static_cast<int>(std::min<std::uint64_t>(count_of(*hit, "watch"), INT32_MAX));
    state.hit_row = count_of(*hit, "row");
  }
  return state;
}

std::optional<RunGreeting> read_greeting(const Json& line) {
  if (!line.is_object() || text_of(line, "event") != "hello") return std::nullopt;
  const auto start = time_of(line, "start"), end = time_of(line, "end");
  if (!start.has_value() || !end.has_value()) return std::nullopt;
  RunGreeting greeting;
  greeting.protocol = static_cast<int>(std::min<std::uint64_t>(count_of(line, "protocol"), INT32_MAX));
  greeting.title = text_of(line, "title");
  greeting.recording = text_of(line, "recording");
  greeting.level = text_of(line, "level");
  greeting.start = *start;
  greeting.end = *end;
  return greeting;
}

std::vector<SteeredFault> read_faults(const Json& answer) {
  std::vector<SteeredFault> faults;
  for (const Json& one : list_of(answer, "faults")) {
    if (!one.is_object()) continue;
    const auto begin = time_of(one, "start");
    const auto entry = one.find("entry");
    if (!begin.has_value() || entry == one.end() || !entry->is_object()) continue;
    SteeredFault fault;
    fault.number = count_of(one, "fault");
    fault.kind = text_of(*entry, "kind");
    fault.target = text_of(*entry, "target");
    fault.about = text_of(*entry, "about");
    fault.status = text_of(one, "status");
    const auto by_hand = one.find("by_hand");
    fault.by_hand = by_hand != one.end() && by_hand->is_boolean() && by_hand->get<bool>();
    fault.row = count_of(one, "row");
    fault.begin = *begin;
    fault.end = time_of(one, "end");
    faults.push_back(std::move(fault));
  }
  return faults;
}

bool bring_on(std::vector<SteeredFault>& faults, sim::Time now) {
  bool changed = false;
  for (SteeredFault& fault : faults) {
    const bool over = fault.end.has_value() && *fault.end <= now;
    const bool begun = fault.begin <= now + sim::Duration::nanoseconds(1);
    const char* status = over ? "over" : begun ? "standing" : "to come";
    // What the run itself said of a later moment stays.
    if (fault.is_over() || fault.status == status || (fault.has_begun() && !over)) continue;
    fault.status = status;
    changed = true;
  }
  return changed;
}

std::vector<FaultKindInfo> read_fault_kinds(const Json& answer) {
  std::vector<FaultKindInfo> kinds;
  for (const Json& one : list_of(answer, "kinds")) {
    if (!one.is_object() || text_of(one, "kind").empty()) continue;
    FaultKindInfo kind{text_of(one, "kind"), text_of(one, "target"), text_of(one, "about"), {}};
    for (const Json& given : list_of(one, "parameters")) {
      if (!given.is_object()) continue;
      FaultParameter parameter;
      parameter.name = text_of(given, "name");
      parameter.about = text_of(given, "about");
      const Json example = given.value("example", Json());
      parameter.type = example.is_boolean()  ? FaultParameter::Type::kFlag
                       : example.is_number() ? FaultParameter::Type::kNumber
                       : example.is_array()  ? FaultParameter::Type::kNames
                                             : FaultParameter::Type::kText;
      const auto required = given.find("required");
      parameter.required = required != given.end() && required->is_boolean() && required->get<bool>();
      parameter.unchanged = shown_value(given.value("default", Json()));
      parameter.shown = parameter.required ? shown_value(example) : parameter.unchanged;
      kind.parameters.push_back(std::move(parameter));
    }
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

Json parameter_value(const FaultParameter& parameter, const std::string& text) {
  switch (parameter.type) {
    case FaultParameter::Type::kFlag:
      return text == "true";
    case FaultParameter::Type::kNumber: {
      // What is no number goes as it is, so that the run's own refusal says what was expected.
      const Json number = Json::parse(text, nullptr, /*allow_exceptions=*/false);
      return number.is_number() ? number : Json(text);
    }
    case FaultParameter::Type::kNames:
      return names_in(text);
    case FaultParameter::Type::kText:
      return text;
  }
  return nullptr;
}

std::string refusal_text(const Json& answer) {
  if (!answer.is_object()) return "the run gave an answer that is none";
  const auto well = answer.find("ok");
  if (well != answer.end() && well->is_boolean() && well->get<bool>()) return "";
  const Json error = answer.value("error", Json());
  if (!error.is_object()) return "the run refused, and did not say why";
  static constexpr std::array<std::string_view, 11> kCommands{
      "do", "run", "step", "pause", "add-fault", "move-fault", "remove-fault", "undo", "save", "branch", "unwatch"};
  std::string place = text_of(error, "place");
  if (std::find(kCommands.begin(), kCommands.end(), place) != kCommands.end()) place.clear();
  return sim::InputError(place, text_of(error, "message"), text_of(error, "hint")).what();
}

Json parse_until(const std::string& written, sim::Time now, const std::string& network, const std::string& chain) {
  std::string text = written;
  while (!text.empty() && text.back() == ' ') text.pop_back();
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  if (text.empty() || text == "end") return nullptr;
  if (const auto rest = after(text, "event")) {
    if (const auto events = whole<std::uint64_t>(*rest)) return {{"events", *events}};
  }
  if (const auto rest = after(text, "block")) {
    if (const auto number = whole<std::int64_t>(*rest)) {
      Json block{{"number", *number}};
      if (!chain.empty()) block["chain"] = chain;
      return {{"block", std::move(block)}};
    }
  }
  if (const auto rest = after(text, "round")) {
    const std::size_t dot = rest->find('.');
    const auto epoch = whole<std::int64_t>(std::string_view(*rest).substr(0, dot));
    const auto number = dot == std::string::npos ? std::nullopt : whole<std::int64_t>(rest->substr(dot + 1));
    if (epoch.has_value() && number.has_value()) {
      Json round{{"epoch", *epoch}, {"round", *number}};
      if (!network.empty()) round["network"] = network;
      return {{"round", std::move(round)}};
    }
  }
  try {
    return {{"time", sim::to_text(parse_moment(text, now), 9)}};
  } catch (const sim::InputError&) {
    return {{"filter", text}};
  }
}

Json parse_pace(const std::string& text) {
  if (text == "fast" || text == "express") return text;
  std::string number = text;
  if (const auto rest = after(text, "×")) number = *rest;
  const Json pace = Json::parse(number, nullptr, /*allow_exceptions=*/false);
  return pace.is_number() && pace.get<double>() > 0 ? pace : Json();
}

}  // namespace orrery::gui
