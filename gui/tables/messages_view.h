#pragma once

#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include "gui/tables/filter_edit.h"
#include "gui/tables/message_list.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// The filter line and the table of all messages that pass it.
class MessagesView : public View {
  Q_OBJECT

 public:
  MessagesView(Session& session, QWidget* parent);
  QString as_text() const override;
  void focus_filter();
  MessageTable& table() { return *table_; }
  /// The filter term that the cell under the selection stands for: "kind == report".
  std::optional<scenarios::FilterTerm> term_at(const QModelIndex& index, bool keep) const;
  /// Leaves out what the selected cell says, or the selected entity when the table has not been pointed at.
  void filter_out_selected();
  FilterEdit& filter() { return *filter_; }
  /// Begins to write everything that matches as CSV, beside the window; the file is there when it is whole.
  void export_csv(const QString& path);
  /// Takes back what is being written, if anything is; nothing of it stays.
  bool stop_export();

 Q_SIGNALS:
  /// Why nothing was written.
  void export_told(const QString& problem);
  /// How far the export is, and that it is done, in one line.
  void export_noted(const QString& text);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void show_count();
  void follow_cursor();
  void show_marked();
  void drop_foreign_selection();
  void show_break();
  void open_menu(const QPoint& at);
  void choose(const QModelIndex& index);

  MessageTable* table_;
  QTableView* view_;
  FilterEdit* filter_;
  QLabel* count_;
  QToolButton* break_;
  std::optional<sim::Time> chosen_at_;  // where the user chose a row of the table
  QString exporting_;                   // where to, while it goes on
  Question export_;
};

}  // namespace orrery::gui
