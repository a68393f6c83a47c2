#pragma once

#include <QTextBrowser>
#include <memory>

#include "gui/inspector/diff_facts.h"
#include "gui/window/session.h"

namespace orrery::gui {

/// What is selected, at the cursor, beside another node, another moment, what was pinned, or the same in another
/// recording.
class DiffPage : public QTextBrowser {
  Q_OBJECT

 public:
  DiffPage(Session& session, QWidget* parent);

 private:
  enum class Beside : std::uint8_t { kNode, kEarlier, kPin, kRecording };
  void choose(const QUrl& link);
  void ask_other();
  void show_difference();
  QString choices() const;
  /// What stands on the other side: a title and its facts.
  std::pair<QString, std::vector<Fact>> other_side(sim::EntityId entity) const;

  Session& session_;
  Beside beside_ = Beside::kNode;
  sim::EntityId node_;  ///< none: the next of the same group
  sim::Duration earlier_ = sim::Duration::seconds(60);
  std::shared_ptr<const OtherRecording> other_;
  Question question_;
};

}  // namespace orrery::gui
