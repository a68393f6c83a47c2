#include "scenarios/language/lesson.h"

#include <fmt/format.h>

#include "sim/input_error.h"

namespace orrery::scenarios {

Section<LessonEntry> lesson_section() {
  Section<LessonEntry> section(
      "A step of a lesson that the window shows beside the run, in the order of the file. It changes nothing in the "
      "run.");
  section.required("at", &LessonEntry::at, "the moment that it is about; after that of the step above it")
      .required("title", &LessonEntry::title, "what happens, in a few words")
      .required("text", &LessonEntry::text, "what to look at and why it is so")
      .optional("question", &LessonEntry::question, "to ask before going on")
      .optional("answer", &LessonEntry::answer, "shown when it is asked for");
  return section;
}

void check_lessons(const std::vector<LessonEntry>& lessons, sim::Time start, sim::Time end) {
  const LessonEntry* before = nullptr;
  for (const LessonEntry& lesson : lessons) {
    const std::string place = lesson.place.text();
    if (lesson.at < start || lesson.at > end)
      throw sim::InputError(place,
                            fmt::format("lesson \"{}\": at: expected a time from {} to {}, found {}", lesson.title,
                                        sim::to_text(start, 0), sim::to_text(end, 0), sim::to_text(lesson.at, 0)));
    if (before != nullptr && lesson.at <= before->at)
      throw sim::InputError(place, fmt::format("lesson \"{}\": at: expected a time after {}, that of \"{}\" above it",
                                               lesson.title, sim::to_text(before->at, 0), before->title));
    if (lesson.title.empty()) throw sim::InputError(place, "lesson: title: expected words");
    if (lesson.text.empty())
      throw sim::InputError(place, fmt::format("lesson \"{}\": text: expected words", lesson.title));
    if (!lesson.answer.empty() && lesson.question.empty())
      throw sim::InputError(place, fmt::format("lesson \"{}\": there is an answer and no question", lesson.title));
    before = &lesson;
  }
}

}  // namespace orrery::scenarios
