// Proves that the window reads the control protocol as docs/control.md writes it, that nothing that a socket can say
// makes it throw, and that what a person types about where to pause becomes the command that docs/control.md gives.
#include "gui/control/steering_messages.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "gui/control/fault_targets.h"
#include "tests/gui/recorded_run.h"

namespace orrery::gui {
namespace {

using Json = nlohmann::ordered_json;

// The line that docs/control.md shows.
TEST(SteeringMessages, TheDocumentedStateIsRead) {
  const auto state = read_state(Json::parse(
      R"({"event": "state", "status": "paused", "reason": "watch 2 at row 1043 of span",
          "time": "2025-10-20T06:48:30.204821000Z", "nanoseconds": 1760942910204821000, "events": 1203441,
          "rows": 90412, "digest": "9f3c", "pace": "fast", "hit": {"watch": 2, "table": "span", "row": 1043}})"));
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->status, SteeredState::Status::kPaused);
  EXPECT_EQ(state->time, sim::parse_time("2025-10-20T06:48:30.204821Z"));
  EXPECT_EQ(state->events, 1203441u);
  EXPECT_EQ(state->rows, 90412u);
  EXPECT_EQ(state->pace, "fast");
  EXPECT_EQ(state->hit_watch, 2);
  EXPECT_EQ(state->hit_row, 1043u);
  EXPECT_FALSE(state->is_over());
}

TEST(SteeringMessages, FaultsAndKindsAreReadAndWhatIsNoneIsLeftOut) {
  const auto faults = read_faults(Json::parse(
      R"({"re": 2, "ok": true, "faults": [
          {"fault": 3, "by_hand": true, "status": "standing", "row": 17, "hits": 2,
           "entry": {"kind": "crash", "target": "n1"}, "start": "2025-01-01T00:50:00.000000000Z"},
          {"fault": 4}, 7, {"fault": 5, "entry": {}, "start": "yesterday"}]})"));
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(faults[0].number, 3u);
  EXPECT_TRUE(faults[0].by_hand && faults[0].has_begun() && !faults[0].is_over());
  EXPECT_EQ(faults[0].begin, at("00:50:00"));
  EXPECT_FALSE(faults[0].end.has_value());
  const auto kinds = read_fault_kinds(Json::parse(
      R"({"kinds": [{"kind": "delay", "target": "path", "about": "Slow.", "parameters": [
           {"name": "by", "about": "How much.", "example": "200ms", "required": true},
           {"name": "jitter", "about": "", "example": "50ms", "required": false, "default": "0s"},
           {"name": "to", "about": "", "example": ["a", "b"], "required": true},
           {"name": "depth", "about": "", "example": 3, "required": true}]}, {"target": "x"}, null]})"));
  ASSERT_EQ(kinds.size(), 1u);
  ASSERT_EQ(kinds[0].parameters.size(), 4u);
  EXPECT_EQ(kinds[0].parameters[0].shown, "200ms");
  EXPECT_EQ(kinds[0].parameters[1].shown, "0s");
  EXPECT_EQ(kinds[0].parameters[2].shown, "a, b");
  EXPECT_EQ(parameter_value(kinds[0].parameters[2], "n1,  n2 ").dump(), R"(["n1","n2"])");
  EXPECT_EQ(parameter_value(kinds[0].parameters[3], "4").dump(), "4");
  EXPECT_EQ(parameter_value(kinds[0].parameters[3], "deep").dump(), R"("deep")");
}

TEST(SteeringMessages, WhereToPauseIsReadAsTheProtocolWritesIt) {
  const sim::Time now = at("01:00:00");
  const auto until = [&](const char* text) { return parse_until(text, now, "eth-usd", "ethereum").dump(); };
  EXPECT_EQ(until(""), "null");
  EXPECT_EQ(until("end"), "null");
  EXPECT_EQ(until("01:30:00"), R"({"time":"2025-01-01T01:30:00.000000000Z"})");
  EXPECT_EQ(until("+30s"), R"({"time":"2025-01-01T01:00:30.000000000Z"})");
  EXPECT_EQ(until("event 1000"), R"({"events":1000})");
  EXPECT_EQ(until("round 14.3"), R"({"round":{"epoch":14,"round":3,"network":"eth-usd"}})");
  EXPECT_EQ(until(" block 17 "), R"({"block":{"number":17,"chain":"ethereum"}})");
  EXPECT_EQ(until("kind == report && late"), R"({"filter":"kind == report && late"})");
  EXPECT_EQ(until("round == 3"), R"({"filter":"round == 3"})");
  EXPECT_EQ(parse_pace("× 60").dump(), "60");
  EXPECT_EQ(parse_pace("express").dump(), R"("express")");
  EXPECT_TRUE(parse_pace("-1").is_null());
  EXPECT_TRUE(parse_pace("quickly").is_null());
}

TEST(SteeringMessages, ARefusalIsOneLine) {
  EXPECT_EQ(refusal_text(Json::parse(R"({"re": 7, "ok": true})")), "");
  EXPECT_EQ(refusal_text(Json::parse(
                R"x({"re": 7, "ok": false, "error": {"message": "no \"rnu\"", "place": "do", "hint": " (run?)"}})x")),
            "no \"rnu\" (run?)");
  // A place that tells more than which command it was stays; a hint without brackets of its own gets some.
  EXPECT_EQ(refusal_text(Json::parse(R"({"ok": false, "error": {"message": "it is over", "place": "fault",
                                         "hint": "branch from before"}})")),
            "fault: it is over (branch from before)");
  EXPECT_NE(refusal_text(Json::parse(R"({"re": 7, "ok": false})")), "");
  EXPECT_NE(refusal_text(Json(3)), "");
}

TEST(SteeringMessages, FaultsComeOnWithTheRun) {
  const auto fault = [](const char* begin, const char* end, const char* status) {
    SteeredFault one;
    one.begin = at(begin);
    one.end = at(end);
    one.status = status;
    return one;
  };
  std::vector<SteeredFault> faults{fault("00:10:00", "00:15:00", "to come"), fault("00:20:00", "00:30:00", "to come"),
                                   fault("00:40:00", "00:50:00", "to come")};
  faults[1].begin += sim::Duration::nanoseconds(1);  // put on at a pause
  EXPECT_TRUE(bring_on(faults, at("00:20:00")));
  EXPECT_EQ(faults[0].status, "over");
  EXPECT_EQ(faults[1].status, "standing");
  EXPECT_EQ(faults[2].status, "to come");
  EXPECT_FALSE(bring_on(faults, at("00:20:00")));
}

// Any JSON, in any place where the protocol expects something else.
Json any_json(int depth) {
  switch (*rc::gen::inRange(0, depth <= 0 ? 6 : 8)) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<std::int64_t>();
    case 2:
      return *rc::gen::arbitrary<std::uint64_t>();
    case 3:
      return *rc::gen::arbitrary<double>();
    case 4:
      return *rc::gen::arbitrary<bool>();
    case 5:
      return *rc::gen::element<std::string>("", "paused", "crash", "2025-01-01T00:00:00Z", "2025-99-99T00:00:00Z",
                                            "hello");
    case 6: {
      Json list = Json::array();
      for (int i = *rc::gen::inRange(0, 3); i > 0; --i) list.push_back(any_json(depth - 1));
      return list;
    }
    default: {
      Json object = Json::object();
      for (const char* key :
           {"event",    "status", "nanoseconds", "time",    "start",   "end",   "hit",        "watch",   "row",
            "protocol", "faults", "fault",       "entry",   "kind",    "kinds", "parameters", "example", "default",
            "required", "ok",     "error",       "message", "by_hand", "pace",  "target"})
        if (*rc::gen::inRange(0, 3) == 0) object[key] = any_json(depth - 1);
      return object;
    }
  }
}

RC_GTEST_PROP(SteeringMessages, NothingThatASocketSaysThrows, ()) {
  const Json line = any_json(4);
  read_state(line);
  read_greeting(line);
  read_faults(line);
  read_fault_kinds(line);
  refusal_text(line);
}

TEST(FaultTargets, WhatIsDroppedOnStrikesTheNearestThingThatFits) {
  const sim::RecordingReader reader(hello_recording());
  const WorldModel world = WorldModel::read(reader);
  const auto dropped = [&](const char* wanted, const char* on) { return target_at(world, wanted, world.find(on)); };
  EXPECT_EQ(dropped("host", "eth-usd/node-2"), "eth-usd/node-2");
  EXPECT_EQ(dropped("host", "cloud/west"), "cloud/west");
  EXPECT_EQ(dropped("host", "eth-usd"), "eth-usd");
  EXPECT_EQ(dropped("host", "ethereum"), "");
  EXPECT_EQ(dropped("zone", "eth-usd/node-2"), "cloud/west");
  EXPECT_EQ(dropped("chain", "rpc-west"), "ethereum");
  EXPECT_EQ(dropped("chain", "eth-usd/node-0"), "ethereum");
  EXPECT_EQ(dropped("rpc", "ethereum"), "rpc-west");
  EXPECT_EQ(dropped("rpc", "eth-usd/node-0"), "");
  EXPECT_EQ(dropped("provider", "data-api"), "data-api");
  EXPECT_EQ(dropped("provider", "cloud/east"), "data-api");
  EXPECT_EQ(dropped("venue", "cloud/east"), "exchange");
  EXPECT_EQ(target_at(world, "host", sim::EntityId::none()), "");
  EXPECT_EQ(target_at_edge(world, "path", world.find("eth-usd/node-0"), world.find("eth-usd/node-1")),
            "eth-usd/node-0 <-> eth-usd/node-1");
  EXPECT_EQ(fault_targets(world, "venue"), std::vector<std::string>{"exchange"});
  EXPECT_EQ(fault_targets(world, "zone"), (std::vector<std::string>{"cloud/west", "cloud/east"}));
}

}  // namespace
}  // namespace orrery::gui
