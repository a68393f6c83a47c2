#pragma once

#include <QElapsedTimer>
#include <QTabWidget>
#include <QTextBrowser>
#include <memory>

#include "gui/inspector/diff_page.h"
#include "gui/inspector/inspector_facts.h"
#include "gui/inspector/why_lines.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// What is selected, in words: its state at the cursor, the recorded row, why it happened, and how it differs from
/// something else. Every name, row and time is a link.
class InspectorView : public View {
  Q_OBJECT

 public:
  InspectorView(Session& session, QWidget* parent);
  QSize sizeHint() const override { return {320, 500}; }
  QString as_text() const override;
  void show_why();
  void show_diff() { tabs_->setCurrentWidget(diff_); }

 private:
  void show_state();
  void follow_cursor();
  void ask_row();
  void ask_more(sim::EntityId entity);
  void show_row(const std::optional<RowFacts>& facts);
  void show_why_answer(const scenarios::WhyAnswer& answer);
  void follow(const QUrl& link);
  QString styled(const QString& body) const;
  QString moment(sim::Time time, int decimals) const;
  QString message_lines(const MessageFacts& messages) const;
  QString fact_rows(const std::vector<Fact>& facts) const;
  QString why_html(const WhyLine& line) const;
  QTextBrowser* add_page(const QString& title);

  QTabWidget* tabs_;
  QTextBrowser *state_, *row_, *why_;
  DiffPage* diff_;
  std::shared_ptr<const AbiBook> book_ = std::make_shared<const AbiBook>();
  /// What of an entity's state is read from the recording: of a chain its head, of a machine its messages.
  struct More {
    sim::EntityId entity;
    std::vector<Fact> facts;
    MessageFacts messages;
  };
  Question row_question_, why_question_, more_question_;
  std::pair<sim::EntityId, std::pair<sim::Time, sim::Time>> asked_more_;
  More more_;
  std::uint64_t asked_row_ = 0;
  QString shown_state_;
  QElapsedTimer since_state_;
};

}  // namespace orrery::gui
