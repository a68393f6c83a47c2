#include "gui/control/steering.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "gui/control/control_client.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

using Json = nlohmann::ordered_json;

// How often a run that runs is asked which faults stand.
constexpr int kFaultsMilliseconds = 500;

}  // namespace

Steering::Steering(QObject* parent)
    : QObject(parent), client_(std::make_unique<ControlClient>(nullptr)), until_(std::make_unique<Json>()) {
  connect(client_.get(), &ControlClient::pushed, this, &Steering::take);
  connect(client_.get(), &ControlClient::ended, this, [this] {
    Q_EMIT state_changed();
    Q_EMIT gone();
  });
}

Steering::~Steering() { client_->disconnect(this); }

void Steering::connect_to(const QString& socket) { client_->connect_to(socket); }

bool Steering::is_connected() const { return client_->is_connected(); }

const SteeredFault* Steering::fault(std::uint64_t number) const {
  for (const SteeredFault& fault : faults_)
    if (fault.number == number) return &fault;
  return nullptr;
}

void Steering::take(const Json& line) {
  if (line["event"] == "state") {
    if (const auto state = read_state(line)) take_state(*state);
  } else if (const auto greeting = read_greeting(line); greeting.has_value() && !greeted_) {
    if (greeting->protocol != kControlProtocol) {
      Q_EMIT told(tr("the run speaks version %1 of the control protocol, this window %2")
                      .arg(greeting->protocol)
                      .arg(kControlProtocol));
      return client_->leave();
    }
    greeted_ = true;
    greeting_ = *greeting;
    client_->ask({{"do", "fault-kinds"}}, [this](const Json& answer) { kinds_ = read_fault_kinds(answer); });
    client_->ask({{"do", "faults"}}, [this](const Json& answer) {
      take_faults(answer);
      if (joined_ || !knows_state_) return;
      joined_ = true;
      Q_EMIT joined();
      Q_EMIT state_changed();
    });
  }
}

void Steering::take_state(const SteeredState& state) {
  const bool stands = state.status != SteeredState::Status::kRunning;
  const bool moved =
      !knows_state_ || state.status != state_.status || state.events != state_.events || state.time != state_.time;
  state_ = state;
  knows_state_ = true;
  if (!joined_) return;
  if (bring_on(faults_, state_.time)) Q_EMIT faults_changed();
  Q_EMIT state_changed();
  if (stands && moved) {
    ask_faults();
    Q_EMIT stood_still();
  } else if (!stands && (!faults_asked_.isValid() || faults_asked_.elapsed() > kFaultsMilliseconds)) {
    ask_faults();
  }
}

void Steering::take_faults(const Json& answer) {
  if (!answer.is_object() || !answer.contains("faults")) return;
  faults_ = read_faults(answer);
  bring_on(faults_, state_.time);
  Q_EMIT faults_changed();
}

void Steering::ask_faults() {
  faults_asked_.start();
  client_->ask({{"do", "faults"}}, [this](const Json& answer) { take_faults(answer); });
}

void Steering::ask(Json command, const Told& then) {
  client_->ask(std::move(command), [this, then](const Json& answer) {
    const QString problem = answer.is_null() ? tr("the run is gone") : to_qt(refusal_text(answer));
    if (problem.isEmpty()) take_faults(answer);
    if (then) {
      then(problem);
    } else if (!problem.isEmpty()) {
      Q_EMIT told(problem);
    }
  });
}

void Steering::run(const Json& until) {
  *until_ = until;
  Json command{{"do", "run"}, {"pace", parse_pace(pace_)}};
  if (until.is_object()) command["until"] = until;
  ask(std::move(command), nullptr);
}

void Steering::run() { run(nullptr); }

void Steering::go_on() { run(Json(*until_)); }

void Steering::pause() { ask({{"do", "pause"}}, nullptr); }

void Steering::step(const std::string& by, const std::string& network, const std::string& chain) {
  Json command{{"do", "step"}, {"by", by}};
  if (by == "round" && !network.empty()) command["network"] = network;
  if (by == "block" && !chain.empty()) command["chain"] = chain;
  ask(std::move(command), nullptr);
}

void Steering::set_pace(const std::string& pace) {
  if (parse_pace(pace).is_null()) {
    Q_EMIT told(tr("a pace is fast, express, or simulated seconds per second, as 60"));
    return;
  }
  pace_ = pace;
  if (is_running()) go_on();
  Q_EMIT state_changed();
}

void Steering::break_on(const std::string& filter) {
  if (break_watch_ != 0) ask({{"do", "unwatch"}, {"watch", break_watch_}}, nullptr);
  break_watch_ = 0;
  break_filter_.clear();
  if (filter.empty()) {
    Q_EMIT break_changed();
    return;
  }
  client_->ask({{"do", "watch"}, {"filter", filter}}, [this, filter](const Json& answer) {
    const std::string problem = answer.is_null() ? "the run is gone" : refusal_text(answer);
    const auto number = answer.is_object() ? answer.find("watch") : answer.end();
    if (!problem.empty() || number == answer.end() || !number->is_number_integer()) {
      Q_EMIT told(tr("break on match: %1").arg(to_qt(problem)));
    } else {
      break_watch_ = number->get<int>();
      break_filter_ = filter;
    }
    Q_EMIT break_changed();
  });
}

void Steering::add_fault(const Json& entry, const Told& then) {
  ask({{"do", "add-fault"}, {"fault", entry}}, [this, then](const QString& problem) {
    if (problem.isEmpty() && !faults_.empty()) {
      const SteeredFault& newest = *std::max_element(faults_.begin(), faults_.end(),
                                                     [](const auto& a, const auto& b) { return a.number < b.number; });
      Q_EMIT noted(tr("%1 from %2 on").arg(to_qt(newest.kind + " on " + newest.target), clock_text(newest.begin, 3)));
    }
    then(problem);
  });
}

void Steering::move_fault(std::uint64_t number, const std::optional<std::string>& start,
                          const std::optional<std::string>& end) {
  Json command{{"do", "move-fault"}, {"fault", number}};
  if (start.has_value()) command["start"] = *start;
  if (end.has_value()) command["end"] = *end;
  ask(std::move(command), [this](const QString& problem) {
    if (problem.isEmpty()) return;
    // Whoever drew the dates that were refused draws those that count again.
    Q_EMIT faults_changed();
    Q_EMIT told(problem);
  });
}

void Steering::remove_fault(std::uint64_t number) { ask({{"do", "remove-fault"}, {"fault", number}}, nullptr); }

void Steering::undo() {
  client_->ask({{"do", "undo"}}, [this](const Json& answer) {
    const QString problem = answer.is_null() ? tr("the run is gone") : to_qt(refusal_text(answer));
    if (problem.isEmpty()) take_faults(answer);
    const auto undone = answer.is_object() ? answer.find("undone") : answer.end();
    const bool says = problem.isEmpty() && undone != answer.end() && undone->is_string();
    if (says) {
      Q_EMIT noted(tr("undone: %1").arg(to_qt(undone->get<std::string>())));
    } else {
      Q_EMIT told(problem);
    }
  });
}

void Steering::save(const QString& path, bool force, const Told& then) {
  ask({{"do", "save"}, {"path", path.toStdString()}, {"force", force}}, then);
}

void Steering::branch(const Json& command, const Told& then) {
  Json whole{{"do", "branch"}};
  whole.update(command);
  ask(std::move(whole), then);
}

void Steering::set_loss(const QString& why) {
  loss_ = why;
  Q_EMIT state_changed();
}

void Steering::quit() { client_->quit(); }

}  // namespace orrery::gui
