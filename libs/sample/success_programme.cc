#include "libs/sample/success_programme.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/sample/chance.h"
#include "libs/sample/event_id.h"
#include "libs/sample/success_vocabulary.h"

namespace praksis::sample {
namespace {

static_assert(kSampleStories.size() == kSuccessStories);
static_assert(kSamplePrinciples.size() == kGeneralPrinciples + kUniquePrinciples);
static_assert(kSuccessStaffGroups.size() == kSuccessGroups);

constexpr base::Day kOpened = 13'164;  // 2006-01-16
// Sessions are seven weeks apart: from March 2006 to April 2008.
constexpr base::Day kFirstSession = 13'213;  // 2006-03-06
constexpr int kDaysBetweenSessions = 49;
constexpr base::Day kPrinciplesWorded = kFirstSession + kSuccessSessions * kDaysBetweenSessions;
constexpr base::Day kSpread = kPrinciplesWorded + kDaysBetweenSessions;

// Numbers count from 0 here, from 1 in what is named.
base::Day SessionDay(int session) { return kFirstSession + session * kDaysBetweenSessions; }
std::string_view GroupOf(int session) { return kSuccessStaffGroups[session % kSuccessGroups]; }
int SessionOf(int story) { return story % kSuccessSessions; }
std::string SessionId(int session) { return base::StrCat("sample-session-", session + 1); }
std::string ActionId(int action) { return base::StrCat("sample-action-", action + 1); }

// The principles that a story's chief actions are instances of, in the order of the actions. Each general one
// is in two to four stories, each unique one in one.
std::vector<int> PrinciplesOf(int story) {
  std::vector<int> principles = {story % kGeneralPrinciples, (story + 5) % kGeneralPrinciples};
  if (story >= kGeneralPrinciples) principles.push_back(story);
  return principles;
}

class Programme {
 public:
  Programme(uint64_t seed, const std::function<bool(const v1::Event&)>& emit)
      : seed_(seed), chance_(seed, 0x73756363657373), emit_(emit) {}

  void Generate() {
    Open();
    for (int session = 0; session < kSuccessSessions; ++session) {
      Hold(session);
      for (int story = session; story < kSuccessStories; story += kSuccessSessions) Tell(story);
    }
    for (int principle = 0; principle < kGeneralPrinciples + kUniquePrinciples; ++principle)
      Formulate(principle);
    Spread();
  }

 private:
  std::string Stream(std::string_view kind) const { return base::StrCat(kind, "/sample-", seed_); }
  std::string Stream(std::string_view kind, int number) const {
    return base::StrCat(Stream(kind), "-", number + 1);
  }

  v1::Event Fact(std::string stream, base::Day day) {
    v1::Event event;
    event.set_event_id(MakeEventId(day, facts_++ % 10'000, chance_));
    event.set_stream(std::move(stream));
    event.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(day));
    event.mutable_occurred_at()->mutable_date()->set_time_zone("Asia/Jerusalem");
    event.set_municipality("IL-3000");
    event.mutable_actor()->set_id("sample-facilitator");
    event.mutable_actor()->set_role(v1::FACILITATOR);
    event.set_source_system("sample");
    return event;
  }
  void Emit(const v1::Event& event) { stopped_ = stopped_ || !emit_(event); }

  void Open() {
    v1::Event event = Fact(Stream("programme"), kOpened);
    auto& opened = *event.mutable_programme_opened();
    opened.set_kind(v1::PROGRAMME_KIND_LEARNING_FROM_SUCCESS);
    opened.set_title("Learning from success, 2006-2008 (sample†)");
    opened.set_stage(1);
    opened.add_organisations("sample-centre");
    opened.set_method("LEARNING_FROM_SUCCESS_RETROSPECTIVE");
    opened.set_method_revision("2006");
    Emit(event);
  }

  void Hold(int session) {
    if (stopped_) return;
    v1::Event event = Fact(Stream("programme"), SessionDay(session));
    auto& held = *event.mutable_learning_session_held();
    held.set_session_id(SessionId(session));
    held.set_staff_group(std::string(GroupOf(session)));
    held.set_participants(chance_.Between(6, 12));
    held.set_minutes(chance_.Between(6, 12) * 15);
    held.set_facilitator("sample-facilitator");
    Emit(event);
  }

  void Tell(int story) {
    if (stopped_) return;
    const int session = SessionOf(story);
    v1::Event event = Fact(Stream("story", story), SessionDay(session));
    auto& told = *event.mutable_story_told();
    told.set_programme(Stream("programme"));
    told.set_session(SessionId(session));
    told.set_staff_group(std::string(GroupOf(session)));
    told.set_title(std::string(kSampleStories[story].title));
    told.set_before(std::string(kSampleStories[story].before));
    told.set_after(std::string(kSampleStories[story].after));
    told.set_success(story % 3 == 0   ? v1::STORY_SUCCESS_BOTH
                     : story % 3 == 1 ? v1::STORY_SUCCESS_OBJECTIVE
                                      : v1::STORY_SUCCESS_SUBJECTIVE);
    // Two cannot show their texts: they name no case that could consent.
    told.set_anonymity(story % 10 == 7 ? v1::STORY_ANONYMITY_PSEUDONYMISED : v1::STORY_ANONYMITY_ANONYMISED);
    told.set_language("en");
    Emit(event);
    const std::vector<int> principles = PrinciplesOf(story);
    for (size_t action = 0; action < principles.size(); ++action)
      Find(story, static_cast<int>(action), principles[action]);
  }

  void Find(int story, int action, int principle) {
    if (stopped_) return;
    const int session = SessionOf(story);
    v1::Event event = Fact(Stream("story", story), SessionDay(session));
    auto& found = *event.mutable_chief_action_identified();
    found.set_action_id(ActionId(action));
    found.set_wording(base::StrCat(kSamplePrinciples[principle].action, "†"));
    found.set_session(SessionId(session));
    Emit(event);
  }

  void Formulate(int principle) {
    if (stopped_) return;
    v1::Event event = Fact(Stream("principle", principle), kPrinciplesWorded);
    auto& formulated = *event.mutable_principle_formulated();
    formulated.set_wording(std::string(kSamplePrinciples[principle].wording));
    formulated.set_programme(Stream("programme"));
    formulated.set_session(SessionId(kSuccessSessions - 1));
    formulated.set_language("en");
    Emit(event);
    for (int story = 0; story < kSuccessStories; ++story) {
      const std::vector<int> principles = PrinciplesOf(story);
      const auto found = std::find(principles.begin(), principles.end(), principle);
      if (found != principles.end()) Link(principle, story, static_cast<int>(found - principles.begin()));
    }
  }

  void Link(int principle, int story, int action) {
    if (stopped_) return;
    v1::Event event = Fact(Stream("principle", principle), kPrinciplesWorded);
    event.mutable_principle_linked()->set_story(Stream("story", story));
    event.mutable_principle_linked()->set_action(ActionId(action));
    Emit(event);
  }

  // Stage 2: to other organisations.
  void Spread() {
    if (stopped_) return;
    v1::Event event = Fact(Stream("programme"), kSpread);
    auto& changed = *event.mutable_programme_stage_changed();
    changed.set_stage(2);
    changed.add_joining_organisations("sample-municipality");
    changed.add_joining_organisations("sample-jobcentre-frederiksberg");
    Emit(event);
  }

  const uint64_t seed_;
  Chance chance_;
  const std::function<bool(const v1::Event&)>& emit_;
  size_t facts_ = 0;
  bool stopped_ = false;
};

}  // namespace

void GenerateSuccessProgramme(uint64_t seed, const std::function<bool(const v1::Event&)>& emit) {
  Programme(seed, emit).Generate();
}

}  // namespace praksis::sample
