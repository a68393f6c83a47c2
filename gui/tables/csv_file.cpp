#include "gui/tables/csv_file.h"

namespace orrery::gui {

CsvFile::CsvFile(const QString& path) : file_(path) { is_whole_ = file_.open(QIODevice::WriteOnly); }

QByteArray CsvFile::quoted(const QString& text) { return "\"" + QString(text).replace('"', "\"\"").toUtf8() + "\""; }

bool CsvFile::write(const QByteArray& lines) {
  is_whole_ = is_whole_ && file_.write(lines) == lines.size();
  return is_whole_;
}

bool CsvFile::finish() {
  is_whole_ = is_whole_ && file_.commit();
  return is_whole_;
}

QString CsvFile::problem() const {
  return is_whole_ ? QString()
                   : QStringLiteral("%1 cannot be written: %2").arg(file_.fileName(), file_.errorString().toLower());
}

}  // namespace orrery::gui
