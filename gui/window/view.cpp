#include "gui/window/view.h"

#include <QTimer>
#include <algorithm>
#include <utility>

#include "gui/charts/charts_view.h"
#include "gui/compare/compare_view.h"
#include "gui/inspector/inspector_view.h"
#include "gui/lesson/lesson_view.h"
#include "gui/round/round_view.h"
#include "gui/sequence/sequence_view.h"
#include "gui/stage/stage_view.h"
#include "gui/tables/chain_view.h"
#include "gui/tables/expectations_view.h"
#include "gui/tables/log_view.h"
#include "gui/tables/messages_view.h"
#include "gui/timeline/timeline_view.h"
#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

template <class T>
View* make(Session& session, QWidget* parent) {
  return new T(session, parent);
}

}  // namespace

View::View(Session& session, const QString& name, QWidget* parent) : QWidget(parent), session_(session) {
  setAccessibleName(name);
  setObjectName(name);
  connect(&session, &Session::theme_changed, this, QOverload<>::of(&QWidget::update));
}

void View::note_paint(qint64 nanoseconds) {
  last_paint_ms_ = static_cast<double>(nanoseconds) / 1e6;
  worst_paint_ms_ = std::max(worst_paint_ms_, last_paint_ms_);
}

// Docks behind others of their tabs are shown, but beyond the window's edge.
bool View::is_seen() const { return isVisible() && !visibleRegion().isEmpty(); }

void View::look_when_seen(std::function<void()> look) {
  if (is_seen()) {
    look_ = nullptr;
    look();
  } else {
    look_ = std::move(look);
  }
}

void View::look_around() {
  // The layout that says where a pane stands is made after it is shown.
  QTimer::singleShot(0, this, [this] {
    if (!look_ || !is_seen()) return;
    const auto look = std::exchange(look_, nullptr);
    look();
  });
}

void View::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  look_around();
}

bool is_dated(const Session& session) { return crosses_midnight(session.world().start, session.horizon()); }

const std::vector<ViewEntry>& view_entries() {
  static const std::vector<ViewEntry> kEntries{
      {"stage", "Stage", Area::kStage, make<StageView>},
      {"sequence", "Sequence", Area::kMiddleLeft, make<SequenceView>},
      {"round", "Round", Area::kMiddleRight, make<RoundView>},
      {"inspector", "Inspector", Area::kRight, make<InspectorView>},
      {"timeline", "Timeline", Area::kTimeline, make<TimelineView>},
      {"messages", "Messages", Area::kTables, make<MessagesView>},
      {"chain", "Chain", Area::kTables, make<ChainView>},
      {"charts", "Charts", Area::kTables, make<ChartsView>},
      {"expectations", "Expectations", Area::kTables, make<ExpectationsView>},
      {"log", "Log", Area::kTables, make<LogView>},
      {"compare", "Compare", Area::kTables, make<CompareView>},
      {"lesson", "Lesson", Area::kLeft, make<LessonView>},
  };
  return kEntries;
}

}  // namespace orrery::gui
