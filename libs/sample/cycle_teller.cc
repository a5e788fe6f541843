#include "libs/sample/cycle_teller.h"

#include <algorithm>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/sample/event_id.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

using base::StrCat;

std::string NameOf(const Options& options, std::string_view kind, std::string_view id) {
  return StrCat(kind, "/sample-", options.seed, "-", id);
}

template <typename Texts>
void AddAll(Texts& into, const std::vector<std::string_view>& texts) {
  for (const std::string_view text : texts) *into.Add() = std::string(text);
}

}  // namespace

std::string CycleName(const Options& options, int cycle) {
  return NameOf(options, "cycle", StrCat("rfk-", cycle + 1));
}

std::string MeasureName(const Options& options, std::string_view id) {
  return NameOf(options, "measure", id);
}

std::string CycleFactId(const Options& options, base::Day day, std::string_view what) {
  const std::string digest = base::Sha256(StrCat("learning cycle ", options.seed, " ", what));
  const uint64_t millis = uint64_t{86'400'000} * static_cast<uint64_t>(day) + 43'200'000;
  return EventIdOf(millis, base::ReadBigEndian64(digest.data()), base::ReadBigEndian64(digest.data() + 8));
}

v1::Actor CycleActor(v1::ActorRole role) {
  v1::Actor actor;
  actor.set_id(role == v1::MANAGER ? "sample-manager-1" : "sample-facilitator-1");
  actor.set_role(role);
  return actor;
}

v1::Event& CycleTeller::Add(const std::string& stream, int day, v1::ActorRole role) {
  const base::Day happened = options_.first_day + day;
  v1::Event& event = facts_.emplace_back();
  event.set_event_id(CycleFactId(options_, happened, StrCat(part_, " ", facts_.size())));
  event.set_stream(stream);
  event.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(happened));
  *event.mutable_actor() = CycleActor(role);
  event.set_municipality(std::string(kLolland.municipality));
  event.set_source_system("sample");
  return event;
}

std::vector<v1::Event> CycleTeller::Take() {
  // Dates in this form sort by day.
  const std::string last = base::FormatDay(LastDay(options_));
  std::erase_if(facts_, [&](const v1::Event& fact) { return fact.occurred_at().date().date() > last; });
  return std::move(facts_);
}

void CycleTeller::Guide(const std::string& cycle, int day, const std::vector<Question>& questions) {
  auto& guide = *Add(cycle, day).mutable_interview_guide_agreed();
  guide.set_guide_id("guide-1");
  guide.set_language("en");
  guide.add_agreed_with("managers");
  guide.add_agreed_with("company-consultants");
  for (const Question& asked : questions) {
    auto& question = *guide.add_questions();
    question.set_question_id(std::string(asked.id));
    question.set_wording(std::string(asked.wording));
  }
}

void CycleTeller::Interview(const std::string& cycle, const Chosen& chosen, const Interviews& interviews) {
  const int end = std::min(interviews.end, chosen.selected.picks_size());
  for (int number = interviews.begin; number < end; ++number) {
    const v1::SelectionPick& pick = chosen.selected.picks(number);
    const int day = interviews.first_day + (number - interviews.begin) / 2;
    auto& interview = *Add(cycle, day).mutable_interview_recorded();
    interview.set_interview_id(StrCat("interview-", number + 1));
    interview.set_guide_id("guide-1");
    interview.set_informant(interviews.informant);
    interview.set_site(pick.site());
    const auto consent = chosen.consents.find(pick.learning_case().case_stream());
    if (pick.only_anonymised() || consent == chosen.consents.end()) {
      interview.set_anonymised(true);
    } else {
      *interview.mutable_learning_case() = pick.learning_case();
      interview.set_consent_id(consent->second);
    }
    interview.set_minutes(40);
    for (const std::string_view question : interviews.questions) {
      auto& answer = *interview.add_answers();
      answer.set_question_id(std::string(question));
      const size_t turn = static_cast<size_t>(number + 1) % interviews.answers.size();
      answer.set_text(std::string(interviews.answers[turn]));
    }
  }
}

// With another sector, about no case in particular.
void CycleTeller::InterviewHealth(const std::string& cycle, int day, std::string_view answer) {
  auto& interview = *Add(cycle, day).mutable_interview_recorded();
  interview.set_interview_id("interview-health");
  interview.set_guide_id("guide-1");
  interview.set_informant(v1::INFORMANT_KIND_OTHER_SECTOR);
  interview.set_sector("HEALTH");
  interview.set_site(std::string(kLolland.municipality));
  interview.set_anonymised(true);
  auto& said = *interview.add_answers();
  said.set_question_id("future");
  said.set_text(std::string(answer));
}

void CycleTeller::AddTheme(const std::string& cycle, int day, const Theme& added) {
  auto& theme = *Add(cycle, day).mutable_theme_added();
  theme.set_theme_id(std::string(added.id));
  theme.set_wording(std::string(added.wording));
  theme.set_recommendation(std::string(added.recommendation));
  for (const std::string& interview : added.evidence) theme.add_evidence(interview);
}

void CycleTeller::Review(const std::string& cycle, const Meeting& meeting, std::string_view learning) {
  auto& review = *Add(cycle, meeting.day).mutable_review_held();
  AddAll(*review.mutable_sites(), meeting.sites);
  review.set_participants(meeting.participants);
  review.set_minutes(meeting.minutes);
  AddAll(*review.mutable_central_themes(), meeting.themes);
  review.set_learning(std::string(learning));
}

v1::DevelopmentDayHeld& CycleTeller::DevelopmentDay(const std::string& cycle, const Meeting& meeting) {
  auto& day = *Add(cycle, meeting.day).mutable_development_day_held();
  AddAll(*day.mutable_sites(), meeting.sites);
  day.set_participants(meeting.participants);
  day.set_minutes(meeting.minutes);
  AddAll(*day.mutable_themes(), meeting.themes);
  return day;
}

void CycleTeller::Decide(const std::string& cycle, int day, const Measure& measure) {
  auto& decided = *Add(MeasureName(options_, measure.id), day, v1::MANAGER).mutable_measure_decided();
  decided.set_cycle(cycle);
  decided.set_wording(std::string(measure.wording));
  decided.add_themes(std::string(measure.theme));
  decided.add_proposals(std::string(measure.id));
  decided.set_owner(std::string(measure.owner));
  for (const MeasureAt& at : measure.sites) {
    auto& site = *decided.add_sites();
    site.set_site(std::string(at.site));
    site.set_planned_on(Day(at.planned));
  }
  decided.mutable_metric()->set_figure(measure.figure);
  if (measure.horizon_days > 0) decided.mutable_metric()->set_horizon_days(measure.horizon_days);
  decided.mutable_metric()->set_better(measure.better);
  decided.set_design(measure.design);
  AddAll(*decided.mutable_comparison_sites(), measure.comparison);
  decided.set_before_days(measure.before_days);
  decided.set_after_days(measure.after_days);
}

void CycleTeller::Implement(const Measure& measure, size_t site) {
  const MeasureAt& at = measure.sites[site];
  auto& implemented =
      *Add(MeasureName(options_, measure.id), at.planned, v1::MANAGER).mutable_measure_implemented();
  implemented.set_site(std::string(at.site));
  implemented.set_implemented_on(Day(at.planned));
}

void CycleTeller::Stop(std::string_view measure, int day, std::string_view reason) {
  auto& stopped = *Add(MeasureName(options_, measure), day, v1::MANAGER).mutable_measure_stopped();
  stopped.set_stopped_on(Day(day));
  stopped.set_reason(std::string(reason));
}

void CycleTeller::Close(const std::string& cycle, int day, const std::vector<Measure>& measures, int next) {
  auto& closed = *Add(cycle, day, v1::MANAGER).mutable_cycle_closed();
  closed.set_ending(v1::CYCLE_ENDING_COMPLETED);
  for (const Measure& measure : measures) closed.add_measures(MeasureName(options_, measure.id));
  if (next > 0) closed.set_next_cycle_on(Day(next));
}

void AddProposal(v1::DevelopmentDayHeld& day, std::string_view id, std::string_view wording,
                 std::string_view theme) {
  auto& proposal = *day.add_proposals();
  proposal.set_proposal_id(std::string(id));
  proposal.set_wording(std::string(wording));
  proposal.add_themes(std::string(theme));
}

}  // namespace praksis::sample
