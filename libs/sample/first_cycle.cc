#include <string>

#include "libs/sample/cycles_told.h"
#include "libs/sample/measures_in_use.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

constexpr int kGuide = 103;
constexpr int kFirstInterview = 105;
constexpr int kThemes = 113;
constexpr int kReview = 119;
constexpr int kDevelopmentDayLolland = 131;
constexpr int kDevelopmentDayGuldborgsund = 134;
constexpr int kDecision = 140;
constexpr int kClosing = 145;
// The second measure comes later, and to one of the two only.
constexpr int kMeetingAtLolland = 206;
constexpr int kMeetingAtGuldborgsund = 186;
// Seven months before and six with, of a year from 1 January: the casework reaches back into the year before.
constexpr int kBeforeDays = 212;
constexpr int kAfterDays = 183;
enum Place : size_t { kAtLolland, kAtGuldborgsund };

}  // namespace

// What becomes of each, with cases enough: it works; there will never be months enough; nothing came of it.
std::vector<Measure> FirstCycleMeasures() {
  const std::vector<MeasureAt> from_june = {{kLolland.municipality, kMeasureInUse},
                                            {kGuldborgsund.municipality, kMeasureInUse}};
  return {{.id = "call",
           .theme = "first-week",
           .wording = "The consultant calls after the first week.†",
           .owner = "sample-manager-1",
           .figure = v1::MEASURE_FIGURE_INTERRUPTION,
           .horizon_days = kMeasureHorizon,
           .better = v1::MEASURE_DIRECTION_LOWER,
           .design = v1::MEASURE_DESIGN_BEFORE_AFTER,
           .sites = from_june,
           .comparison = {},
           .before_days = kBeforeDays,
           .after_days = kAfterDays},
          {.id = "meeting",
           .theme = "hours",
           .wording = "A meeting of three before each start.†",
           .owner = "sample-manager-2",
           .figure = v1::MEASURE_FIGURE_INTERRUPTION,
           .horizon_days = kMeasureHorizon,
           .better = v1::MEASURE_DIRECTION_LOWER,
           .design = v1::MEASURE_DESIGN_BEFORE_AFTER,
           .sites = {{kLolland.municipality, kMeetingAtLolland},
                     {kGuldborgsund.municipality, kMeetingAtGuldborgsund}},
           .comparison = {},
           .before_days = 150,
           .after_days = 150},
          {.id = "number",
           .theme = "whom-to-ring",
           .wording = "One telephone number on every referral.†",
           .owner = "sample-manager-1",
           .figure = v1::MEASURE_FIGURE_DAYS_TO_ANSWER,
           .horizon_days = 0,
           .better = v1::MEASURE_DIRECTION_LOWER,
           .design = v1::MEASURE_DESIGN_BEFORE_AFTER,
           .sites = from_june,
           .comparison = {},
           .before_days = kBeforeDays,
           .after_days = kAfterDays}};
}

std::vector<CycleTeller::Question> CompanyQuestions() {
  return {{"before", "What did you know about the person and the aim before the placement began?†"},
          {"during", "When did you first think that it might end early?†"},
          {"future", "What should the job centre do in future?†"}};
}

CycleTeller::Interviews CompanyInterviews(int begin, int end, int first_day) {
  return {
      .informant = v1::INFORMANT_KIND_COMPANY,
      .begin = begin,
      .end = end,
      .first_day = first_day,
      .questions = {"during", "future"},
      .answers = {"We would have liked a call after the first week.†",
                  "Nobody had told us how few hours were possible.†",
                  "A visit before the start would have helped us both.†", "We did not know whom to ring.†"}};
}

void TellFirstCycle(CycleTeller& teller, const Options& options, const Chosen& chosen) {
  const std::string cycle = CycleName(options, 0);
  const std::vector<Measure> measures = FirstCycleMeasures();
  const std::vector<std::string_view> themes = {"first-week", "hours", "whom-to-ring"};
  teller.Guide(cycle, kGuide, CompanyQuestions());
  teller.Interview(cycle, chosen, CompanyInterviews(0, chosen.selected.picks_size(), kFirstInterview));
  teller.InterviewHealth(cycle, kThemes - 2, "Ask us before the hours are agreed.†");
  teller.AddTheme(cycle, kThemes,
                  {"first-week",
                   "The first week decides whether a placement lasts.†",
                   "Somebody from the job centre calls after the first week.†",
                   {"interview-1", "interview-5"}});
  teller.AddTheme(cycle, kThemes,
                  {"hours",
                   "Hours and tasks are agreed before anybody knows what is possible.†",
                   "Citizen, company and job centre meet before the start.†",
                   {"interview-2", "interview-health"}});
  teller.AddTheme(cycle, kThemes,
                  {"whom-to-ring",
                   "Companies do not know whom to ring.†",
                   "One number, on every referral.†",
                   {"interview-3"}});
  teller.Review(cycle, {kReview, {kLolland.municipality, kGuldborgsund.municipality}, 12, 150, themes},
                "Most was known to somebody; it was not known to the company.†");
  auto& at_lolland =
      teller.DevelopmentDay(cycle, {kDevelopmentDayLolland, {kLolland.municipality}, 46, 330, themes});
  AddProposal(at_lolland, "call", "Call the workplace after the first week.†", "first-week");
  AddProposal(at_lolland, "number", "Print on each referral whom to ring.†", "whom-to-ring");
  auto& at_guldborgsund = teller.DevelopmentDay(
      cycle, {kDevelopmentDayGuldborgsund, {kGuldborgsund.municipality}, 52, 330, themes});
  AddProposal(at_guldborgsund, "meeting", "Meet citizen and company before the start, hours on the agenda.†",
              "hours");
  for (const Measure& measure : measures) teller.Decide(cycle, kDecision, measure);
  teller.Close(cycle, kClosing, measures, BeginningOf(options, 1).challenge);
  for (const size_t place : {kAtGuldborgsund, kAtLolland}) {
    for (const size_t measure : {0, 2}) teller.Implement(measures[measure], place);
  }
  teller.Implement(measures[1], kAtGuldborgsund);
}

}  // namespace praksis::sample
