#include "scenarios/sweep/run_result.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using Json = nlohmann::ordered_json;

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

using ResultValue = decltype(ResultFigure::value);

ResultValue result_value(const FigureValue& value) {
  return std::visit(
      Cases{[](std::int64_t v) -> ResultValue { return v; },
            [](sim::Duration v) -> ResultValue { return static_cast<double>(v.count_nanoseconds()) / 1e9; },
            [](sim::Fraction v) -> ResultValue { return v.parts_per_billion / 1e9; },
            [](Deviation v) -> ResultValue { return static_cast<double>(v.parts_per_billion) / 1e9; },
            [](const Price& v) -> ResultValue { return nodes::to_text(v); },
            [](const Wei& v) -> ResultValue { return v.amount.str(); },
            [](const Juels& v) -> ResultValue { return v.amount.str(); },
            [](const std::string& v) -> ResultValue { return v; }},
      value);
}

ResultValue value_of(const Json& json) {
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  return json.get<std::string>();
}

sim::InputError no_figure(const sim::RecordedFigure& figure) {
  return {"", fmt::format("the figure {} is \"{}\", no {}", figure.path, figure.value, figure.unit)};
}

template <class Number>
ResultValue parsed(const sim::RecordedFigure& figure) {
  Number number{};
  const char* const end = figure.value.data() + figure.value.size();
  const auto [rest, error] = std::from_chars(figure.value.data(), end, number);
  if (error != std::errc() || rest != end) throw no_figure(figure);
  return number;
}

RunResult read_result(const Json& json) {
  RunResult result;
  result.index = json.at("run").get<std::uint64_t>();
  const std::string outcome = json.at("outcome").get<std::string>();
  result.outcome = outcome == "held"       ? RunOutcome::kHeld
                   : outcome == "violated" ? RunOutcome::kViolated
                                           : RunOutcome::kFailed;
  result.error = json.at("error").get<std::string>();
  result.digest = json.at("digest").get<std::string>();
  result.events = json.at("events").get<std::uint64_t>();
  for (const Json& violation : json.at("violations"))
    result.violations.push_back({violation.at(0).get<std::string>(), violation.at(1).get<std::string>()});
  for (const Json& figure : json.at("figures"))
    result.figures.push_back(
        {figure.at(0).get<std::string>(), figure.at(1).get<std::string>(), value_of(figure.at(2))});
  const Json& cost = json.at("cost");
  result.wall_seconds = cost.at("wall_seconds").get<double>();
  result.cpu_seconds = cost.at("cpu_seconds").get<double>();
  result.peak_bytes = cost.at("peak_bytes").get<std::uint64_t>();
  result.attempts = cost.at("attempts").get<unsigned>();
  return result;
}

}  // namespace

std::string unit_of(const FigureValue& value) {
  return std::visit(Cases{[](std::int64_t) { return "count"; }, [](sim::Duration) { return "s"; },
                          [](sim::Fraction) { return "share"; }, [](Deviation) { return "share"; },
                          [](const Price&) { return "price"; }, [](const Wei&) { return "wei"; },
                          [](const Juels&) { return "juels"; }, [](const std::string&) { return "text"; }},
                    value);
}

std::string to_text(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::kHeld:
      return "held";
    case RunOutcome::kViolated:
      return "violated";
    case RunOutcome::kFailed:
      return "failed";
  }
  return {};
}

std::optional<double> number_of(const ResultFigure& figure) {
  if (figure.unit == "text") return std::nullopt;
  if (const auto* whole = std::get_if<std::int64_t>(&figure.value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&figure.value)) return *real;
  const double number = std::strtod(std::get<std::string>(figure.value).c_str(), nullptr);
  return figure.unit == "wei" || figure.unit == "juels" ? number / 1e18 : number;
}

ResultFigure result_figure(const std::string& path, const FigureValue& value) {
  return {path, unit_of(value), result_value(value)};
}

sim::RecordedFigure recorded_figure(const ResultFigure& figure) {
  const std::string value = std::visit(
      Cases{[](const std::string& text) { return text; }, [](auto number) { return fmt::format("{}", number); }},
      figure.value);
  return {figure.path, figure.unit, value};
}

ResultFigure result_figure(const sim::RecordedFigure& figure) {
  const bool is_amount = figure.unit == "wei" || figure.unit == "juels";
  if (is_amount && (figure.value.empty() || figure.value.find_first_not_of("0123456789") != std::string::npos))
    throw no_figure(figure);
  ResultValue value = figure.value;
  if (figure.unit == "count") value = parsed<std::int64_t>(figure);
  if (figure.unit == "s" || figure.unit == "share") value = parsed<double>(figure);
  return {figure.path, figure.unit, value};
}

std::string to_text(const ResultFigure& figure) {
  const auto billionths = [&] { return static_cast<std::int64_t>(std::round(number_of(figure).value_or(0) * 1e9)); };
  if (figure.unit == "s") return to_text(FigureValue(sim::Duration::nanoseconds(billionths())));
  if (figure.unit == "share") return to_text(FigureValue(Deviation{static_cast<std::uint64_t>(billionths())}));
  std::string text = recorded_figure(figure).value;
  if (figure.unit == "wei") return to_text(FigureValue(Wei{chains::Uint256(text)}));
  if (figure.unit == "juels") return to_text(FigureValue(Juels{chains::Uint256(text)}));
  return text;
}

RunResult result_of(std::uint64_t index, const Report& report) {
  RunResult result;
  result.index = index;
  result.outcome = report.expectations_met() ? RunOutcome::kHeld : RunOutcome::kViolated;
  result.digest = report.digest;
  result.events = report.events;
  for (const ExpectationOutcome& outcome : report.expectations)
    if (!outcome.met) result.violations.push_back({outcome.name, outcome.violation});
  for (const auto& [path, figure] : report.figures.all())
    if (figure.is_there()) result.figures.push_back(result_figure(path, figure.value));
  result.wall_seconds = report.wall_seconds;
  return result;
}

RunResult failed_result(std::uint64_t index, std::string error) {
  RunResult result;
  result.index = index;
  result.outcome = RunOutcome::kFailed;
  result.error = std::move(error);
  return result;
}

std::string to_json(const RunResult& result) {
  Json json;
  json["run"] = result.index;
  json["outcome"] = to_text(result.outcome);
  json["error"] = result.error;
  json["digest"] = result.digest;
  json["events"] = result.events;
  json["violations"] = Json::array();
  for (const auto& violation : result.violations)
    json["violations"].push_back(Json::array({violation.expectation, violation.about}));
  json["figures"] = Json::array();
  for (const ResultFigure& figure : result.figures) {
    const Json value = std::visit([](const auto& v) -> Json { return v; }, figure.value);
    json["figures"].push_back(Json::array({figure.path, figure.unit, value}));
  }
  json["cost"] = {{"wall_seconds", result.wall_seconds},
                  {"cpu_seconds", result.cpu_seconds},
                  {"peak_bytes", result.peak_bytes},
                  {"attempts", result.attempts}};
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

RunResult parse_result(const std::string& text) {
  try {
    return read_result(Json::parse(text));
  } catch (const Json::exception&) {
    throw sim::InputError("", "is not the result of a run");
  }
}

}  // namespace orrery::scenarios
