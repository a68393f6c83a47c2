// Proves what is drawn without a display: an SVG looks as the window does, cut where the window cuts and in letters of
// the same size; a scenario is run before it is drawn; what cannot be drawn is refused in one line and leaves nothing.
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QProcess>
#include <QRegularExpression>
#include <QSvgRenderer>
#include <QTest>

#include "gui/pictures/picture.h"
#include "gui/pictures/render.h"
#include "gui/window/scenario_run.h"
#include "tests/gui/recorded_run.h"
#include "tests/gui/window/window_driver.h"

namespace orrery::gui {
namespace {

/// A part of a picture and the region that it is cut to.
struct ClippedPart {
  QPainterPath clip;
  QByteArray drawing;
};

QPainterPath path_of(const QString& outline) {
  static const QRegularExpression kStep("([MLC ])(-?[0-9.e+-]+),(-?[0-9.e+-]+)");
  QPainterPath path;
  std::vector<QPointF> curve;
  for (auto found = kStep.globalMatch(outline); found.hasNext();) {
    const auto step = found.next();
    const QPointF point(step.captured(2).toDouble(), step.captured(3).toDouble());
    if (step.captured(1) == "M") {
      path.moveTo(point);
    } else if (step.captured(1) == "L") {
      path.lineTo(point);
    } else {
      curve.push_back(point);
      if (curve.size() == 3) path.cubicTo(curve[0], curve[1], curve[2]), curve.clear();
    }
  }
  path.setFillRule(Qt::WindingFill);
  return path;
}

std::vector<ClippedPart> parts_of(const QByteArray& svg) {
  std::map<QString, QPainterPath> clips;
  static const QRegularExpression kClip(R"re(<clipPath id="([^"]*)"><path d="([^"]*)"/></clipPath>)re");
  for (auto found = kClip.globalMatch(QString::fromUtf8(svg)); found.hasNext();) {
    const auto clip = found.next();
    clips[clip.captured(1)] = path_of(clip.captured(2));
  }
  const QByteArray begin = "<g clip-path=\"url(#";
  std::vector<ClippedPart> parts;
  for (qsizetype at = svg.indexOf(begin); at >= 0;) {
    const qsizetype next = svg.indexOf(begin, at + 1);
    const qsizetype name = at + begin.size(), body = svg.indexOf('>', at) + 1;
    const qsizetype end = svg.lastIndexOf("</g>", next < 0 ? -1 : next);
    parts.push_back({clips.at(svg.mid(name, svg.indexOf(')', name) - name)), svg.mid(body, end - body)});
    at = next;
  }
  return parts;
}

// Qt reads no clips either, so each part is drawn by itself under its own.
QImage image_of(const QByteArray& svg, QSize size, bool cut) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::black);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const ClippedPart& part : parts_of(svg)) {
    const QByteArray whole = QStringLiteral(
                                 "<svg width=\"%1\" height=\"%2\" viewBox=\"0 0 %1 %2\" "
                                 "xmlns=\"http://www.w3.org/2000/svg\" "
                                 "xmlns:xlink=\"http://www.w3.org/1999/xlink\">")
                                 .arg(size.width())
                                 .arg(size.height())
                                 .toUtf8() +
                             part.drawing + "</svg>";
    QSvgRenderer renderer(whole);
    if (!renderer.isValid()) continue;
    painter.save();
    if (cut) painter.setClipPath(part.clip);
    renderer.render(&painter, QRectF(QPointF(), size));
    painter.restore();
  }
  return image;
}

// The share of pixels that look different.
double difference(const QImage& a, const QImage& b) {
  qint64 differ = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x) {
      const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
      const int most =
          std::max({std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
      differ += most > 64 ? 1 : 0;
    }
  return static_cast<double>(differ) / (a.width() * a.height());
}

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Within a pane and within what the pane itself cuts, something is drawn that reaches far out.
class Overflowing : public QWidget {
 public:
  using QWidget::QWidget;

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.fillRect(QRect(-500, 0, 1000, 10), Qt::red);
    painter.save();
    painter.translate(5, 0);
    painter.setClipRect(QRect(0, 20, 20, 10));
    painter.fillRect(QRect(-500, -500, 1000, 1000), Qt::green);
    painter.restore();
    painter.drawText(0, 50, "a text that is longer than its pane");
  }
};

}  // namespace

class DrawPictures : public WindowDriver {
  Q_OBJECT

 private Q_SLOTS:
  void what_a_pane_cuts_is_cut_in_its_svg();
  void an_svg_of_the_window_looks_as_the_window();
  void a_scenario_is_run_before_it_is_drawn();
  void what_cannot_be_drawn_is_refused_in_one_line();
  void nothing_is_drawn_of_what_cannot_be_read();
  void frames_leave_the_window();

 private:
  struct Drawn {
    int code = 0;
    QString told;
    QStringList left;  ///< in the folder for what is temporary
  };
  Drawn draw(const QStringList& words);
};

DrawPictures::Drawn DrawPictures::draw(const QStringList& words) {
  const QTemporaryDir temporary;
  QProcess program;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("TMPDIR", temporary.path());
  program.setProcessEnvironment(environment);
  program.start(QFileInfo(orrery_program()).absoluteDir().filePath("orrery-gui"), words);
  if (!program.waitForFinished(kPatience)) return {-1, program.errorString(), {}};
  return {program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -1,
          QString::fromUtf8(program.readAllStandardError()),
          QDir(temporary.path()).entryList({"orrery*"}, QDir::AllEntries | QDir::NoDotAndDotDot)};
}

void DrawPictures::what_a_pane_cuts_is_cut_in_its_svg() {
  QWidget whole;
  whole.setStyleSheet("background: black");
  Overflowing pane(&whole);
  pane.setGeometry(100, 20, 60, 60);
  whole.resize(300, 100);
  const QString path = folder_.filePath("pane.svg");
  QVERIFY(save_picture(whole, path, whole.size()));
  const QByteArray svg = contents(path);
  const QImage cut = image_of(svg, whole.size(), /*cut=*/true), spilt = image_of(svg, whole.size(), /*cut=*/false);
  QCOMPARE(cut.pixelColor(110, 25), QColor(Qt::red));
  QCOMPARE(cut.pixelColor(110, 45), QColor(Qt::green));
  for (int y = 0; y < 100; ++y)
    for (int x = 0; x < 300; ++x) {
      if (!pane.geometry().contains(x, y)) QCOMPARE(cut.pixelColor(x, y), QColor(Qt::black));
    }
  QCOMPARE(cut.pixelColor(102, 45), QColor(Qt::black));
  QCOMPARE(cut.pixelColor(130, 45), QColor(Qt::black));
  // It is the clip that does it.
  QCOMPARE(spilt.pixelColor(50, 25), QColor(Qt::green));
}

void DrawPictures::an_svg_of_the_window_looks_as_the_window() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  QVERIFY(window_->go_to("round 41"));
  QVERIFY(settle(session()));
  const QString path = folder_.filePath("window.svg");
  QVERIFY(save_picture(*window_, path, window_->size()));
  const QByteArray svg = contents(path);
  QVERIFY(!svg.contains("<g>\n"));
  const QImage screen = window_->grab().toImage();
  const double off = difference(screen, image_of(svg, window_->size(), /*cut=*/true));
  QVERIFY2(off < 0.02, qPrintable(QString::number(off)));
  // 9 points are 12 pixels at 96 dots an inch, as on the screen.
  const double pixels = QFontInfo(window_->font()).pixelSize();
  static const QRegularExpression kSize("<text [^>]*font-size=\"([0-9.]+)\"");
  int as_large = 0, texts = 0;
  for (auto found = kSize.globalMatch(QString::fromUtf8(svg)); found.hasNext(); ++texts)
    as_large += std::abs(found.next().captured(1).toDouble() - pixels) < 0.6 ? 1 : 0;
  QVERIFY2(texts > 100 && as_large > texts / 3, qPrintable(QStringLiteral("%1 of %2").arg(as_large).arg(texts)));
}

void DrawPictures::a_scenario_is_run_before_it_is_drawn() {
  const QString hello = QStringLiteral(ORRERY_SOURCE_DIR "/scenarios/hello-feed.toml");
  const QString picture = folder_.filePath("hello.png");
  const Drawn stage = draw({hello, "--render", "stage", "--time", "01:00:00", "-o", picture, "--size", "600x400"});
  QVERIFY2(stage.code == 0, qPrintable(stage.told));
  QCOMPARE(QImage(picture).size(), QSize(600, 400));
  QCOMPARE(stage.left, QStringList());
  const Drawn all = draw({hello, "--pictures", folder_.filePath("moments")});
  QVERIFY2(all.code == 0, qPrintable(all.told));
  QVERIFY(QFile::exists(folder_.filePath("moments/window-outage.png")));
  QCOMPARE(all.left, QStringList());
  const QString bad = QStringLiteral(ORRERY_SOURCE_DIR "/tests/scenarios/bad_input/unknown_zone.toml");
  const Drawn refused = draw({bad, "--render", "window", "-o", picture});
  QCOMPARE(refused.code, 2);
  QVERIFY2(refused.told.contains("unknown_zone.toml:") && refused.told.count('\n') == 1, qPrintable(refused.told));
  QCOMPARE(refused.left, QStringList());
}

void DrawPictures::what_cannot_be_drawn_is_refused_in_one_line() {
  const QString hello = QString::fromStdString(hello_recording()), picture = folder_.filePath("none.png");
  for (const auto& [words, told] :
       {std::pair(QStringList{"--compare", "nosuch.sqlite"}, "nosuch.sqlite: there is no such file"),
        std::pair(QStringList{"--theme", "blue"}, "--theme blue: expected dark or light"),
        std::pair(QStringList{"--time", "2030-01-01T00:00:00Z"}, "2030-01-01 00:00:00.000 is not in what is recorded"),
        std::pair(QStringList{"--time", "banana"}, "--time: \"banana\" is not a time (write 06:48"),
        std::pair(QStringList{"--time", "+20000d"}, "farther"),
        std::pair(QStringList{"--time", "block 99999999"}, "--time: there is no block 99999999"),
        std::pair(QStringList{"--size", "100000x100000"}, "--size 100000x100000: expected pixels, as 1440x900"),
        std::pair(QStringList{"--size", "wide"}, "--size wide: expected pixels"),
        std::pair(QStringList{"--frames", "none"}, "--frames none: expected how many"),
        std::pair(QStringList{"--round", "9999"}, "--round: there is no round 9999"),
        std::pair(QStringList{"--stage", "moon"}, "--stage: expected world, ring or node"),
        std::pair(QStringList{"--colour"}, "Unknown option")}) {
    const Drawn drawn = draw(QStringList{hello, "--render", "stage", "-o", picture} + words);
    QVERIFY2(drawn.code == 2 && drawn.told.contains(told) && drawn.told.count('\n') == 1,
             qPrintable(QStringLiteral("%1: %2 %3").arg(words.join(' ')).arg(drawn.code).arg(drawn.told)));
    QVERIFY(!QFile::exists(picture));
  }
}

void DrawPictures::nothing_is_drawn_of_what_cannot_be_read() {
  const QString damaged = folder_.filePath("damaged.sqlite"), picture = folder_.filePath("damaged.png");
  QVERIFY(QFile::copy(QString::fromStdString(hello_recording()), damaged));
  QFile file(damaged);
  QVERIFY(file.open(QIODevice::ReadWrite));
  const qint64 third = file.size() / 3 / 4096 * 4096;
  QVERIFY(file.seek(third));
  QCOMPARE(file.write(QByteArray(third, 'Z')), third);
  file.close();
  for (const char* view : {"window", "stage", "messages"}) {
    const Drawn drawn = draw({damaged, "--render", view, "--time", "01:00:00", "-o", picture});
    QVERIFY2(drawn.code == 2 && drawn.told.contains("is damaged") && drawn.told.count('\n') == 1,
             qPrintable(QStringLiteral("%1: %2 %3").arg(view).arg(drawn.code).arg(drawn.told)));
    QVERIFY(!QFile::exists(picture));
  }
}

void DrawPictures::frames_leave_the_window() {
  QVERIFY(window_->open(QString::fromStdString(hello_recording())));
  QVERIFY(settle(session()));
  const QString folder = folder_.filePath("frames");
  View& stage = *window_->view("stage");
  window_->export_frames(stage, folder, "1 20ms");
  QVERIFY2(window_->problem().contains("expected how many"), qPrintable(window_->problem()));
  window_->export_frames(stage, folder, "3 soon");
  QVERIFY2(window_->problem().contains("is not a duration"), qPrintable(window_->problem()));
  session().set_cursor(at("01:00:00"));
  window_->export_frames(stage, folder, "3 20ms");
  QTRY_COMPARE_WITH_TIMEOUT(window_->problem(), "wrote 3 frames into " + folder, kPatience);
  QCOMPARE(QDir(folder).entryList(QDir::Files, QDir::Name),
           (QStringList{"frame-00000.png", "frame-00001.png", "frame-00002.png"}));
  QCOMPARE(QImage(folder + "/frame-00000.png").size(), stage.size());
  window_->export_frames(stage, folder, "5000 20ms");
  press(Qt::Key_Escape);
  QVERIFY2(window_->problem().endsWith("it was stopped"), qPrintable(window_->problem()));
}

}  // namespace orrery::gui

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QApplication::setStyle("Fusion");
  orrery::gui::DrawPictures test;
  return QTest::qExec(&test, argc, argv);
}

#include "draw_pictures.moc"
