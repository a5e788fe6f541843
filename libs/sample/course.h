// One case's facts as they are put together: what happened when, when it was reported, and what should become
// of the report. A Course is filled by a story (ordinary_case.h, acceptance_cases.h) and then put in order of
// reporting.
//
// Facts of one Thread are reported in the order added; facts of different threads may overtake each other,
// which is how late reports arise. Not thread-safe.
#ifndef PRAKSIS_LIBS_SAMPLE_COURSE_H_
#define PRAKSIS_LIBS_SAMPLE_COURSE_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/sample/chance.h"
#include "libs/sample/sample_year.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

// The job centre where a case is.
struct Site {
  std::string_view municipality;
  std::string_view time_zone;
  std::string_view language;
  // Share of the ordinary cases.
  int weight;
  // An acceptance story is told here in the first 90 days.
  bool reserved_first_quarter;
};

struct Report {
  base::Day reported = 0;
  v1::Event event;
  Expectation expectation;
};

class Course {
 public:
  // Facts that depend on each other.
  struct Thread {
    base::Day last_reported = 0;
  };
  // Names a fact of this course.
  using FactIndex = size_t;

  // Of a sample that goes from `first_day` to `last_day`.
  Course(uint64_t seed, int number, const Site& site, base::Day first_day, base::Day last_day);

  const Site& site() const { return site_; }
  Chance& chance() { return chance_; }
  base::Day first_day() const { return first_day_; }
  base::Day last_day() const { return last_day_; }
  int days() const { return last_day_ - first_day_ + 1; }
  // "sample-1-17-r2": new within the case, the same for the same course.
  std::string NewId(std::string_view what);
  // Names the person towards the reporting system: "sample-person-1-22" for case/sample-1-22.
  std::string PersonRef() const;
  const std::string& worker() const { return worker_; }
  void set_worker(std::string worker) { worker_ = std::move(worker); }

  // Adds a fact that happened on `happened` and was reported `delay` days later. Fill in its body at once.
  v1::Event& Add(Thread& thread, base::Day happened, int delay = 0);
  // The same for a fact that must be refused.
  v1::Event& AddRefused(Thread& thread, base::Day happened, std::string_view reason, int delay = 0);
  // The fact added last must be refused.
  void ExpectRefusal(std::string_view reason);
  // The fact added last.
  FactIndex last() const { return facts_.size() - 1; }
  v1::Event& mutable_last() { return facts_.back().event; }
  const v1::Event& fact(FactIndex index) const { return facts_[index].event; }
  bool accepted(FactIndex index) const {
    return facts_[index].expectation.outcome == Expectation::Outcome::kAccepted;
  }

  // A correction of the fact: `reported` days after everything so far of the thread. Fill in the replacement.
  v1::EventCorrected& Correct(Thread& thread, FactIndex target, int days_later, std::string_view reason);
  void Void(Thread& thread, FactIndex target, int days_later, std::string_view reason);
  // The same fact is sent again.
  void Repeat(Thread& thread, FactIndex target, int days_later);
  // Another fact is sent under the fact's event_id. Fill in its body.
  v1::Event& ReuseId(Thread& thread, FactIndex target, int days_later);

  // The last day on which anything was reported so far.
  base::Day last_reported() const { return last_reported_; }
  // Days between happening and reporting: mostly none, sometimes weeks.
  int ReportDelay();

  // In order of reporting, with event ids and versions; what would be reported after the last day is left
  // out.
  std::vector<Report> Finish() &&;

 private:
  struct Fact {
    v1::Event event;
    base::Day reported{};
    Expectation expectation;
    // Of corrections and voidings: the fact they name; of repeats and reused ids: the one whose id they have.
    std::optional<FactIndex> target;
  };
  Fact& AddFact(Thread& thread, base::Day happened, base::Day reported);

  uint64_t seed_;
  int number_;
  Site site_;
  Chance chance_;
  base::Day first_day_;
  base::Day last_day_;
  std::string worker_;
  std::string stream_;
  int ids_ = 0;
  base::Day opened_reported_ = 0;
  base::Day last_reported_ = 0;
  std::deque<Fact> facts_;
};

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_COURSE_H_
