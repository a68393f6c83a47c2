#pragma once

#include <QSaveFile>
#include <QString>

namespace orrery::gui {

/// A CSV file that is there as a whole or not at all: written beside its place and put there by finish(). One that is
/// not finished leaves nothing behind, and what stood at its place stays.
class CsvFile {
 public:
  explicit CsvFile(const QString& path);

  /// A cell in quotes, as the first of a line or after the one before.
  static QByteArray quoted(const QString& text);
  /// Adds lines. False when the file could not be opened or the disk took no more: problem() says why.
  bool write(const QByteArray& lines);
  /// Puts the file at its place. False, and nothing is there, when anything went wrong before or now.
  bool finish();
  /// One line for people, or "".
  QString problem() const;

 private:
  QSaveFile file_;
  bool is_whole_ = true;
};

}  // namespace orrery::gui
