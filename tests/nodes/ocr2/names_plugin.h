#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nodes/ocr2/reporting_plugin.h"
#include "sim/host.h"

namespace orrery::tests {

using namespace nodes;

/// A plugin that has nothing in common with a data feed: an agreement on the names that at least f+1 oracles saw. Its
/// leader asks a question (so queries are not empty), its answers take time, its reports must be unique, and it reports
/// only in every second round.
class NamesPlugin final : public ReportingPlugin {
 public:
  NamesPlugin(sim::Host& host, std::uint8_t f, std::vector<std::string> seen)
      : host_(host), f_(f), seen_(std::move(seen)) {}
  ~NamesPlugin() override {
    for (auto& timer : timers_) host_.cancel_timer(timer);
  }

  static ReportingPluginInfo info() {
    return {.name = "names", .unique_reports = true, .max_query = 16, .max_observation = 64, .max_report = 256};
  }

  void query(ReportTimestamp at, PluginCallback<Bytes> done) override {
    later(std::move(done), text_bytes("round " + std::to_string(at.round)));
  }
  void observation(ReportTimestamp at, BytesView query, PluginCallback<Bytes> done) override {
    if (Bytes(query.begin(), query.end()) != text_bytes("round " + std::to_string(at.round)))
      return done({std::nullopt, "a question for another round", {}});
    std::string all;
    for (const auto& name : seen_) all += name + ";";
    later(std::move(done), text_bytes(all));
  }
  void report(ReportTimestamp at, BytesView, const std::vector<AttributedObservation>& observations,
              PluginCallback<ReportDecision> done) override {
    std::map<std::string, int> votes;
    for (const auto& each : observations) {
      std::string name;
      for (const auto byte : each.observation) {
        if (byte != ';') name += static_cast<char>(byte);
        if (byte == ';') ++votes[std::exchange(name, {})];
      }
    }
    std::string agreed;
    for (const auto& [name, count] : votes)
      if (count > f_) agreed += name + ";";
    later(std::move(done), ReportDecision{at.round % 2 == 1, text_bytes(agreed)});
  }
  void should_accept_finalized_report(ReportTimestamp, BytesView report, PluginCallback<bool> done) override {
    later(std::move(done), !report.empty());
  }
  void should_transmit_accepted_report(ReportTimestamp, BytesView, PluginCallback<bool> done) override {
    later(std::move(done), true);
  }

  static Bytes text_bytes(const std::string& text) { return {text.begin(), text.end()}; }

 private:
  template <class T>
  void later(PluginCallback<T> done, T value) {
    auto shared = std::make_shared<std::pair<PluginCallback<T>, T>>(std::move(done), std::move(value));
    timers_.push_back(
        host_.set_timer(sim::Duration::milliseconds(2), [shared] { shared->first({shared->second, {}, {}}); }));
  }

  sim::Host& host_;
  int f_;
  std::vector<std::string> seen_;
  std::vector<sim::TimerId> timers_;
};

}  // namespace orrery::tests
