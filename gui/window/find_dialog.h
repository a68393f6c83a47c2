#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <functional>
#include <vector>

namespace orrery::gui {

/// A line to type in and what matches it: finds anything by name (Ctrl+P) and runs commands (Ctrl+Shift+P).
class FindDialog : public QDialog {
  Q_OBJECT

 public:
  struct Entry {
    QString text;
    std::function<void()> run;
  };
  FindDialog(const QString& prompt, std::vector<Entry> entries, QWidget* parent);
  void type(const QString& text) { line_->setText(text); }

 private:
  void narrow();
  void run_current();
  bool eventFilter(QObject* watched, QEvent* event) override;

  std::vector<Entry> entries_;
  QLineEdit* line_;
  QListWidget* list_;
};

}  // namespace orrery::gui
