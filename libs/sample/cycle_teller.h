// What learning cycles are told with: the facts of a cycle and its measures, one after the other, with what
// recurs in all of them. learning_cycles.h says what is told. Not thread-safe.
#ifndef PRAKSIS_LIBS_SAMPLE_CYCLE_TELLER_H_
#define PRAKSIS_LIBS_SAMPLE_CYCLE_TELLER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/sample/sample_year.h"
#include "praksis/v1/cycle.pb.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

// "cycle/sample-1-rfk-1" of cycle 0; "measure/sample-1-call" of "call".
std::string CycleName(const Options& options, int cycle);
std::string MeasureName(const Options& options, std::string_view id);
// A UUID of version 7 that is made of what it names.
std::string CycleFactId(const Options& options, base::Day day, std::string_view what);
v1::Actor CycleActor(v1::ActorRole role);

// Of a cycle's interviews: whom the server chose, and by case a standing consent LEARNING_INTERVIEW.
struct Chosen {
  const v1::CasesSelected& selected;
  const std::map<std::string, std::string>& consents;
};

// Where a measure is to be used, from which day after the first on.
struct MeasureAt {
  std::string_view site;
  int planned;
};
struct Measure {
  std::string_view id;
  std::string_view theme;
  std::string_view wording;
  std::string_view owner;
  v1::MeasureFigure figure;
  // 0 where the figure has none.
  int horizon_days;
  v1::MeasureDirection better;
  v1::MeasureDesign design;
  std::vector<MeasureAt> sites;
  std::vector<std::string_view> comparison;
  int before_days;
  int after_days;
};

// Days count from the sample's first.
class CycleTeller {
 public:
  // Facts get their ids from `part` and their order in it. `options` must outlive it.
  CycleTeller(const Options& options, std::string_view part) : options_(options), part_(part) {}

  // Fill in its body at once.
  v1::Event& Add(const std::string& stream, int day, v1::ActorRole role = v1::FACILITATOR);
  std::string Day(int day) const { return base::FormatDay(options_.first_day + day); }
  // What lies after the last day is left out.
  std::vector<v1::Event> Take();

  struct Question {
    std::string_view id;
    std::string_view wording;
  };
  void Guide(const std::string& cycle, int day, const std::vector<Question>& questions);
  struct Interviews {
    v1::InformantKind informant;
    // Those of the picks from this number, from 0, up to another; two a day.
    int begin;
    int end;
    int first_day;
    std::vector<std::string_view> questions;
    // In turn, over all picks and questions.
    std::vector<std::string_view> answers;
  };
  // One about each case: by name where its person agreed.
  void Interview(const std::string& cycle, const Chosen& chosen, const Interviews& interviews);
  // "interview-health", anonymised.
  void InterviewHealth(const std::string& cycle, int day, std::string_view answer);
  struct Theme {
    std::string_view id;
    std::string_view wording;
    std::string_view recommendation;
    std::vector<std::string> evidence;
  };
  void AddTheme(const std::string& cycle, int day, const Theme& added);
  struct Meeting {
    int day;
    std::vector<std::string_view> sites;
    int participants;
    int minutes;
    std::vector<std::string_view> themes;
  };
  void Review(const std::string& cycle, const Meeting& meeting, std::string_view learning);
  // Fill in its proposals.
  v1::DevelopmentDayHeld& DevelopmentDay(const std::string& cycle, const Meeting& meeting);
  void Decide(const std::string& cycle, int day, const Measure& measure);
  void Implement(const Measure& measure, size_t site);
  void Stop(std::string_view measure, int day, std::string_view reason);
  // As completed, with these measures; the next is to begin on the day `next`, unless 0.
  void Close(const std::string& cycle, int day, const std::vector<Measure>& measures, int next);

 private:
  const Options& options_;
  const std::string part_;
  std::vector<v1::Event> facts_;
};

void AddProposal(v1::DevelopmentDayHeld& day, std::string_view id, std::string_view wording,
                 std::string_view theme);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_CYCLE_TELLER_H_
