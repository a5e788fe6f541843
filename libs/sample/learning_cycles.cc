#include "libs/sample/learning_cycles.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/sample/chance.h"
#include "libs/sample/first_measure.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

using base::StrCat;

constexpr std::array<std::string_view, 2> kPlaces = {kLolland.municipality, kGuldborgsund.municipality};
constexpr int kCasesPerPlace = 5;
constexpr std::string_view kFacilitator = "sample-facilitator-1";
constexpr std::string_view kManager = "sample-manager-1";

// Days after the year's first.
struct Calendar {
  int challenge;
  int period_first;
  int period_last;
  int choice;
};
constexpr std::array<Calendar, kLearningCycles> kCalendar = {{{92, 0, 89, 99}, {300, 160, 295, 310}}};

// Of the first cycle.
constexpr int kGuide = 103;
constexpr int kFirstInterview = 105;
constexpr int kThemes = 113;
constexpr int kReview = 119;
constexpr std::array<int, 2> kDevelopmentDays = {131, 134};
constexpr int kDecision = 140;
constexpr std::array<int, 2> kImplemented = {kMeasureInUse, kMeasureInUse};
constexpr int kClosing = 145;
// The second measure comes later, and to one of the two only.
constexpr std::array<int, 2> kMeetingPlanned = {206, 186};
// Seven months before and six with, of a year from 1 January: the casework reaches back into the year before.
constexpr int kBeforeDays = 212;
constexpr int kAfterDays = 183;

std::string NameOf(const Options& options, std::string_view kind, std::string_view id) {
  return StrCat(kind, "/sample-", options.seed, "-", id);
}
std::string CycleName(const Options& options, int cycle) {
  return NameOf(options, "cycle", StrCat("rfk-", cycle + 1));
}

// A UUID of version 7 that is made of what it names.
std::string IdOf(const Options& options, base::Day day, std::string_view what) {
  const std::string digest = base::Sha256(StrCat("learning cycle ", options.seed, " ", what));
  const uint64_t millis = uint64_t{86'400'000} * static_cast<uint64_t>(day) + 43'200'000;
  const uint64_t high = (millis << 16) | 0x7000 | (base::ReadBigEndian64(digest.data()) & 0x0FFF);
  const uint64_t low = (base::ReadBigEndian64(digest.data() + 8) & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000;
  std::string bytes;
  base::AppendBigEndian64(high, bytes);
  base::AppendBigEndian64(low, bytes);
  const std::string hex = base::ToHex(bytes);
  return StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                hex.substr(20));
}

v1::Actor ActorOf(std::string_view id, v1::ActorRole role) {
  v1::Actor actor;
  actor.set_id(std::string(id));
  actor.set_role(role);
  return actor;
}

// The facts of a cycle and its measures, in the order of their telling.
class Teller {
 public:
  Teller(const Options& options, std::string_view part) : options_(options), part_(part) {}

  v1::Event& Add(const std::string& stream, int day, v1::ActorRole role = v1::FACILITATOR) {
    const base::Day happened = options_.first_day + day;
    v1::Event& event = facts_.emplace_back();
    event.set_event_id(IdOf(options_, happened, StrCat(part_, " ", facts_.size())));
    event.set_stream(stream);
    event.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(happened));
    *event.mutable_actor() = ActorOf(role == v1::MANAGER ? kManager : kFacilitator, role);
    event.set_municipality(std::string(kPlaces[0]));
    event.set_source_system("sample");
    return event;
  }
  std::string Day(int day) const { return base::FormatDay(options_.first_day + day); }
  std::vector<v1::Event> Take() { return std::move(facts_); }

 private:
  const Options& options_;
  const std::string part_;
  std::vector<v1::Event> facts_;
};

template <typename Sites>
void AddPlaces(Sites& sites) {
  for (const std::string_view place : kPlaces) *sites.Add() = std::string(place);
}

void AddQuestion(v1::InterviewGuideAgreed& guide, std::string_view id, std::string_view wording) {
  auto& question = *guide.add_questions();
  question.set_question_id(std::string(id));
  question.set_wording(std::string(wording));
}

void TellGuide(Teller& teller, const std::string& cycle, int day) {
  auto& guide = *teller.Add(cycle, day).mutable_interview_guide_agreed();
  guide.set_guide_id("guide-1");
  guide.set_language("en");
  guide.add_agreed_with("managers");
  guide.add_agreed_with("company-consultants");
  AddQuestion(guide, "before", "What did you know about the person and the aim before the placement began?†");
  AddQuestion(guide, "during", "When did you first think that it might end early?†");
  AddQuestion(guide, "future", "What should the job centre do in future?†");
}

constexpr std::array<std::string_view, 4> kAnswers = {
    "We would have liked a call after the first week.†", "Nobody had told us how few hours were possible.†",
    "A visit before the start would have helped us both.†", "We did not know whom to ring.†"};

// One with the company of each case, by name where its person agreed.
void TellInterviews(Teller& teller, const std::string& cycle, const v1::CasesSelected& selected,
                    const std::map<std::string, std::string>& consents, int first_day, int most) {
  int number = 0;
  for (const v1::SelectionPick& pick : selected.picks()) {
    if (number == most) return;
    // Two a day.
    auto& interview = *teller.Add(cycle, first_day + number / 2).mutable_interview_recorded();
    ++number;
    interview.set_interview_id(StrCat("interview-", number));
    interview.set_guide_id("guide-1");
    interview.set_informant(v1::INFORMANT_KIND_COMPANY);
    interview.set_site(pick.site());
    const auto consent = consents.find(pick.learning_case().case_stream());
    if (pick.only_anonymised() || consent == consents.end()) {
      interview.set_anonymised(true);
    } else {
      *interview.mutable_learning_case() = pick.learning_case();
      interview.set_consent_id(consent->second);
    }
    interview.set_minutes(40);
    for (const std::string_view question : {"during", "future"}) {
      auto& answer = *interview.add_answers();
      answer.set_question_id(std::string(question));
      answer.set_text(std::string(kAnswers[static_cast<size_t>(number) % kAnswers.size()]));
    }
  }
}

// One with another sector, about no case in particular.
void TellOtherSector(Teller& teller, const std::string& cycle, int day) {
  auto& interview = *teller.Add(cycle, day).mutable_interview_recorded();
  interview.set_interview_id("interview-health");
  interview.set_guide_id("guide-1");
  interview.set_informant(v1::INFORMANT_KIND_OTHER_SECTOR);
  interview.set_sector("HEALTH");
  interview.set_site(std::string(kPlaces[0]));
  interview.set_anonymised(true);
  auto& answer = *interview.add_answers();
  answer.set_question_id("future");
  answer.set_text("Ask us before the hours are agreed.†");
}

void TellTheme(Teller& teller, const std::string& cycle, std::string_view id, std::string_view wording,
               std::string_view recommendation, const std::vector<std::string>& evidence) {
  auto& theme = *teller.Add(cycle, kThemes).mutable_theme_added();
  theme.set_theme_id(std::string(id));
  theme.set_wording(std::string(wording));
  theme.set_recommendation(std::string(recommendation));
  for (const std::string& interview : evidence) theme.add_evidence(interview);
}

void TellReview(Teller& teller, const std::string& cycle) {
  auto& review = *teller.Add(cycle, kReview).mutable_review_held();
  AddPlaces(*review.mutable_sites());
  review.set_participants(12);
  review.set_minutes(150);
  review.add_central_themes("first-week");
  review.add_central_themes("hours");
  review.add_central_themes("whom-to-ring");
  review.set_learning("Most was known to somebody; it was not known to the company.†");
}

void AddProposal(v1::DevelopmentDayHeld& day, std::string_view id, std::string_view wording,
                 std::string_view theme) {
  auto& proposal = *day.add_proposals();
  proposal.set_proposal_id(std::string(id));
  proposal.set_wording(std::string(wording));
  proposal.add_themes(std::string(theme));
}

void TellDevelopmentDay(Teller& teller, const std::string& cycle, size_t place) {
  auto& day = *teller.Add(cycle, kDevelopmentDays[place]).mutable_development_day_held();
  day.add_sites(std::string(kPlaces[place]));
  day.set_participants(place == 0 ? 46 : 52);
  day.set_minutes(330);
  day.add_themes("first-week");
  day.add_themes("hours");
  day.add_themes("whom-to-ring");
  if (place == 0) {
    AddProposal(day, "call", "Call the workplace after the first week.†", "first-week");
    AddProposal(day, "number", "Print on each referral whom to ring.†", "whom-to-ring");
  } else {
    AddProposal(day, "meeting", "Meet citizen and company before the start, hours on the agenda.†", "hours");
  }
}

struct Measure {
  std::string_view id;
  std::string_view theme;
  std::string_view wording;
  std::string_view owner;
  v1::MeasureFigure figure;
  std::array<int, 2> planned;
  int before_days;
  int after_days;
};
// What becomes of each, with cases enough: it works; there will never be months enough; nothing came of it.
constexpr std::array<Measure, 3> kMeasures = {
    {{"call", "first-week", "The consultant calls after the first week.†", "sample-manager-1",
      v1::MEASURE_FIGURE_INTERRUPTION, kImplemented, kBeforeDays, kAfterDays},
     {"meeting", "hours", "A meeting of three before each start.†", "sample-manager-2",
      v1::MEASURE_FIGURE_INTERRUPTION, kMeetingPlanned, 150, 150},
     {"number", "whom-to-ring", "One telephone number on every referral.†", "sample-manager-1",
      v1::MEASURE_FIGURE_DAYS_TO_ANSWER, kImplemented, kBeforeDays, kAfterDays}}};

void TellMeasure(Teller& teller, const std::string& cycle, const std::string& stream,
                 const Measure& measure) {
  auto& decided = *teller.Add(stream, kDecision, v1::MANAGER).mutable_measure_decided();
  decided.set_cycle(cycle);
  decided.set_wording(std::string(measure.wording));
  decided.add_themes(std::string(measure.theme));
  decided.add_proposals(std::string(measure.id));
  decided.set_owner(std::string(measure.owner));
  for (size_t place = 0; place < kPlaces.size(); ++place) {
    auto& site = *decided.add_sites();
    site.set_site(std::string(kPlaces[place]));
    site.set_planned_on(teller.Day(measure.planned[place]));
  }
  decided.mutable_metric()->set_figure(measure.figure);
  if (measure.figure == v1::MEASURE_FIGURE_INTERRUPTION) {
    decided.mutable_metric()->set_horizon_days(kMeasureHorizon);
  }
  decided.mutable_metric()->set_better(v1::MEASURE_DIRECTION_LOWER);
  decided.set_design(v1::MEASURE_DESIGN_BEFORE_AFTER);
  decided.set_before_days(measure.before_days);
  decided.set_after_days(measure.after_days);
}

void TellImplementation(Teller& teller, const std::string& stream, const Measure& measure, size_t place) {
  auto& implemented = *teller.Add(stream, measure.planned[place], v1::MANAGER).mutable_measure_implemented();
  implemented.set_site(std::string(kPlaces[place]));
  implemented.set_implemented_on(teller.Day(measure.planned[place]));
}

std::vector<std::string> MeasureNames(const Options& options) {
  std::vector<std::string> names;
  for (const Measure& measure : kMeasures) names.push_back(NameOf(options, "measure", measure.id));
  return names;
}

void TellFirstCycle(Teller& teller, const Options& options, const v1::CasesSelected& selected,
                    const std::map<std::string, std::string>& consents) {
  const std::string cycle = CycleName(options, 0);
  const std::vector<std::string> measures = MeasureNames(options);
  TellGuide(teller, cycle, kGuide);
  TellInterviews(teller, cycle, selected, consents, kFirstInterview, selected.picks_size());
  TellOtherSector(teller, cycle, kThemes - 2);
  TellTheme(teller, cycle, "first-week", "The first week decides whether a placement lasts.†",
            "Somebody from the job centre calls after the first week.†", {"interview-1", "interview-5"});
  TellTheme(teller, cycle, "hours", "Hours and tasks are agreed before anybody knows what is possible.†",
            "Citizen, company and job centre meet before the start.†", {"interview-2", "interview-health"});
  TellTheme(teller, cycle, "whom-to-ring", "Companies do not know whom to ring.†",
            "One number, on every referral.†", {"interview-3"});
  TellReview(teller, cycle);
  for (size_t place = 0; place < kPlaces.size(); ++place) TellDevelopmentDay(teller, cycle, place);
  for (size_t i = 0; i < kMeasures.size(); ++i) TellMeasure(teller, cycle, measures[i], kMeasures[i]);
  auto& closed = *teller.Add(cycle, kClosing, v1::MANAGER).mutable_cycle_closed();
  closed.set_ending(v1::CYCLE_ENDING_COMPLETED);
  for (const std::string& measure : measures) closed.add_measures(measure);
  closed.set_next_cycle_on(teller.Day(kCalendar[1].challenge));
  for (const size_t place : {1, 0}) {
    for (const size_t measure : {0, 2}) {
      TellImplementation(teller, measures[measure], kMeasures[measure], place);
    }
  }
  TellImplementation(teller, measures[1], kMeasures[1], 1);
}

void TellCriteria(Teller& teller, const std::string& cycle, const Calendar& calendar) {
  auto& set = *teller.Add(cycle, calendar.challenge + 3).mutable_criteria_set();
  set.add_informants(v1::INFORMANT_KIND_COMPANY);
  set.add_informants(v1::INFORMANT_KIND_OTHER_SECTOR);
  set.set_further_criteria("Job centres expect to learn from it.†");
  v1::SelectionCriteria& criteria = *set.mutable_criteria();
  criteria.set_period_start(teller.Day(calendar.period_first));
  criteria.set_period_end(teller.Day(calendar.period_last));
  criteria.add_endings(v1::PLACEMENT_ENDING_INTERRUPTED);
  criteria.set_min_calendar_months(1);
  criteria.set_admit_anonymised(true);
  for (const std::string_view place : kPlaces) {
    auto& quota = *criteria.add_quotas();
    quota.set_site(std::string(place));
    quota.set_cases(kCasesPerPlace);
  }
}

}  // namespace

CycleChoice ChoiceOf(const Options& options, int cycle) {
  const base::Day day = options.first_day + kCalendar[static_cast<size_t>(cycle)].choice;
  return {.stream = CycleName(options, cycle),
          .event_id = IdOf(options, day, StrCat("choice ", cycle)),
          .as_of = day,
          .seed = StrCat("rfk-", cycle + 1),
          .actor = ActorOf(kFacilitator, v1::FACILITATOR)};
}

std::vector<v1::Event> TellBeforeChoice(const Options& options, int cycle) {
  const Calendar& calendar = kCalendar[static_cast<size_t>(cycle)];
  const std::string stream = CycleName(options, cycle);
  Teller teller(options, StrCat("before ", cycle));
  auto& identified = *teller.Add(stream, calendar.challenge).mutable_challenge_identified();
  identified.set_challenge("PLACEMENTS_INTERRUPTED");
  identified.set_wording(cycle == 0 ? "Many placements end before their time."
                                    : "Do the measures of the first cycle keep placements going?");
  AddPlaces(*identified.mutable_sites());
  if (cycle > 0) {
    identified.set_parent_cycle(CycleName(options, cycle - 1));
    for (const std::string& measure : MeasureNames(options)) identified.add_measures_in_question(measure);
  }
  TellCriteria(teller, stream, calendar);
  return teller.Take();
}

std::vector<v1::Event> TellAfterChoice(const Options& options, int cycle, const v1::CasesSelected& selected,
                                       const std::map<std::string, std::string>& consents) {
  Teller teller(options, StrCat("after ", cycle));
  if (cycle == 0) {
    TellFirstCycle(teller, options, selected, consents);
  } else {
    TellGuide(teller, CycleName(options, cycle), kCalendar[1].choice + 5);
    TellInterviews(teller, CycleName(options, cycle), selected, consents, kCalendar[1].choice + 8, 4);
  }
  return teller.Take();
}

}  // namespace praksis::sample
