#include "gui/control/standing_text.h"

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

QString word_of(const SteeredState& state, bool is_connected) {
  if (!is_connected) return QObject::tr("gone");
  switch (state.status) {
    case SteeredState::Status::kRunning:
      return QObject::tr("running");
    case SteeredState::Status::kPaused:
      return state.events == 0 ? QObject::tr("ready") : QObject::tr("paused");
    case SteeredState::Status::kEnded:
      return QObject::tr("ended");
    case SteeredState::Status::kFailed:
      return QObject::tr("failed");
  }
  return {};
}

// What the run says of itself is "watch 1 at row 38 of message", "event 1000", "time 2025-...", "asked to".
QString stopped_by(const SteeredState& state) {
  const QString reason = to_qt(state.reason);
  if (state.hit_row == 0) return reason.startsWith("event ") ? QObject::tr("after %1").arg(reason) : QString();
  const QString table = reason.section(' ', -1);
  if (table == "message") return QObject::tr("at a message");
  if (table == "span") return QObject::tr("at the end of a round");
  return table == "block" ? QObject::tr("at a block") : QObject::tr("at a match in %1").arg(table);
}

}  // namespace

QString standing_word(const Steering& steering) { return word_of(steering.state(), steering.is_connected()); }

QString standing_text(const SteeredState& state, bool is_connected, sim::Time shown, const QString& loss) {
  const QString word = word_of(state, is_connected);
  const bool waits = is_connected && state.status == SteeredState::Status::kPaused;
  if (waits && state.events == 0) return QObject::tr("%1: Space runs it, K puts a fault on").arg(word);
  const QString place = QObject::tr("%1 at %2").arg(word, clock_text(shown, 3));
  if (is_connected && state.status == SteeredState::Status::kFailed)
    return QObject::tr("%1: %2").arg(place, to_qt(state.reason));
  if (!is_connected && !loss.isEmpty()) return QObject::tr("%1: %2").arg(place, loss);
  const QString by = waits ? stopped_by(state) : QString();
  return by.isEmpty() ? place : QObject::tr("%1, %2").arg(place, by);
}

}  // namespace orrery::gui
