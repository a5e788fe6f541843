// Whether a figure's counters come from memory or from the table, and that no more persons are counted than
// an answer needs, must not be seen in it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "libs/readmodels/testing/random_world.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/figures.h"

namespace praksis::services {
namespace {

using readmodels::CellSelection;
using readmodels::testing::kToday;
using readmodels::testing::RandomSelection;
using readmodels::testing::RandomWorld;

// A view whose counters are read from the tables.
class WithoutCells final : public projection::View {
 public:
  explicit WithoutCells(const projection::View& view) : view_(view) {}
  const log::Position& position() const override { return view_.position(); }
  const store::Snapshot& snapshot() const override { return view_.snapshot(); }
  absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const override {
    return view_.Case(stream);
  }
  absl::Status VisitCases(std::string_view after,
                          absl::FunctionRef<bool(const domain::cases::CaseState&)> visit) const override {
    return view_.VisitCases(after, visit);
  }
  store::Table Counts(std::string_view model) const override { return view_.Counts(model); }
  store::Table Rows(std::string_view model) const override { return view_.Rows(model); }

 private:
  const projection::View& view_;
};

// Every figure's answer as text, or why there is none.
std::vector<std::string> Answers(const projection::View& view, const CellSelection& selection) {
  std::vector<std::string> answers;
  for (const v1::Voice voice : {v1::CITIZEN, v1::COMPANY, v1::JOB_CENTRE}) {
    for (const auto rater : {v1::BeliefAssessed::CASEWORKER, v1::BeliefAssessed::CITIZEN}) {
      const Question question = {
          .selection = selection, .today = kToday, .k = 3, .voice = voice, .rater = rater};
      for (const char* name : {"funnel", "referrals", "interruptions", "disagreement", "return-to-work",
                               "coaching-outcomes", "belief", "continuity"}) {
        const auto answer = FindFigure(name)->answer(view, question);
        answers.push_back(answer.ok() ? (*answer)->DebugString() : answer.status().ToString());
      }
    }
  }
  return answers;
}

std::string TextOf(const absl::StatusOr<std::unique_ptr<google::protobuf::Message>>& answer) {
  return answer.ok() ? (*answer)->DebugString() : answer.status().ToString();
}
template <typename Response>
std::string TextOf(const absl::StatusOr<Response>& answer) {
  return answer.ok() ? answer->DebugString() : answer.status().ToString();
}

RC_GTEST_PROP(Answers, AreThoseOfWhoCountsAllPersonsThatCanBeCounted, ()) {
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  RandomWorld random(seed);
  const auto view = random.world.projection().Now();
  for (uint64_t i = 0; i < 5; ++i) {
    const int64_t k = *rc::gen::inRange<int64_t>(3, 8);
    const Question asked = {.selection = i == 0 ? CellSelection() : RandomSelection(seed + i, random.states),
                            .today = kToday,
                            .k = k};
    const CellSelection& about = asked.selection;
    const auto expect = [&](const char* name, const std::string& text) {
      RC_ASSERT(TextOf(FindFigure(name)->answer(*view, asked)) == text);
    };
    expect("funnel", TextOf(AnswerFunnel(*readmodels::ReadFunnel(*view, about), k)));
    expect("referrals", TextOf(AnswerReferrals(*readmodels::ReadReferrals(*view, about, kToday), k)));
    expect("interruptions",
           TextOf(AnswerInterruptions(*readmodels::ReadInterruptions(*view, about, asked.voice, kToday),
                                      asked.voice, k)));
    expect("disagreement", TextOf(AnswerDisagreement(*readmodels::ReadDisagreement(*view, about), k)));
    expect("return-to-work",
           TextOf(AnswerReturnToWork(*readmodels::ReadReturnToWork(*view, about, kToday), k)));
    expect("coaching-outcomes",
           TextOf(AnswerCoachingOutcomes(*readmodels::ReadCoachingOutcomes(*view, about, kToday), k)));
    expect("belief",
           TextOf(AnswerBelief(*readmodels::ReadBelief(*view, about, asked.rater, kToday), asked.rater, k)));
    expect("continuity", TextOf(AnswerContinuity(*readmodels::ReadContinuity(*view, about, kToday), k)));
  }
}

RC_GTEST_PROP(AnswersFromMemory, AreThoseFromTheTables, ()) {
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  RandomWorld random(seed);
  projection::Options options;
  options.cell_bytes = size_t{1} << 20;
  const auto projection = random.world.NewProjection(options);
  random.world.CatchUp(*projection);
  RC_ASSERT(projection->LoadCells().ok());
  const auto view = projection->Now();
  for (const char* model : {"funnel", "referrals", "interruptions", "return-to-work", "coaching-outcomes",
                            "belief", "continuity"}) {
    RC_ASSERT(view->CellsOf(model) != nullptr);
  }
  for (uint64_t i = 0; i < 5; ++i) {
    const CellSelection selection = i == 0 ? CellSelection() : RandomSelection(seed + i, random.states);
    RC_ASSERT(Answers(*view, selection) == Answers(WithoutCells(*view), selection));
  }
}

}  // namespace
}  // namespace praksis::services
