#include "libs/sample/local_stories.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "libs/base/strings.h"
#include "libs/sample/telling.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

constexpr int kStoriesAYear = 2;
constexpr std::array<int, kStoriesAYear> kSessionDays = {54, 264};

struct Action {
  std::string_view wording;
  // Of kPrinciples.
  size_t principle;
};
struct Story {
  std::string_view title;
  std::string_view before;
  std::string_view after;
  std::array<Action, 2> actions;
};
constexpr std::array<std::string_view, 5> kPrinciples = {
    "Call before somebody has to ask†", "Be there on the first day†", "Name what the person can do first†",
    "Let one who has done it show the next†", "Say early what may go wrong†"};
// The sessions' stories, year by year.
constexpr std::array<Story, kStoriesAYear* kMostYears> kStories = {{
    {"The van that came at seven†",
     "Three starts had ended in the first week, each for want of a bus.",
     "Rides with a colleague, and loads the van.",
     {{{"Rang the workplace on the third day and heard of the bus.†", 0},
       {"Asked who else lived out there.†", 4}}}},
    {"The second shop†",
     "Said nothing at the first shop and was sent home.",
     "Serves at the counter of the second.",
     {{{"Went along on the first morning.†", 1}, {"Began the talk with the years at the market.†", 2}}}},
    {"Six hours and then eight†",
     "Thirty hours were agreed; after nine days the back gave way.",
     "Began with six hours and works twenty.",
     {{{"Rang after a week and lowered the hours.†", 0}, {"Had said beforehand what hurts.†", 4}}}},
    {"The foreman's question†",
     "Nobody at the building site knew what to ask of him.",
     "Is asked for whenever there is formwork to do.",
     {{{"Let a former trainee show him round.†", 3}, {"Told the foreman of the boats he had built.†", 2}}}},
    {"Somebody to turn to†",
     "Left without a word when the lists changed.",
     "Her mentor keeps the lists with her.",
     {{{"Asked for a mentor before the first day.†", 3}, {"Came by on the first day.†", 1}}}},
    {"The quiet week†",
     "Was taken for unwilling when he was ill.",
     "Was called, was expected back, and came.",
     {{{"Rang before anybody complained.†", 0}, {"Had agreed what to do on bad days.†", 4}}}},
    {"What she knew of wool†",
     "Was sent to a warehouse for the third time.",
     "Mends and sells at a weaver's.",
     {{{"Put the weaving first in the referral.†", 2}, {"Let the weaver's last trainee call her.†", 3}}}},
    {"Two mentors†",
     "His mentor left in the second month.",
     "The other had been named for that.",
     {{{"Asked what would happen if the mentor left.†", 4}, {"Was there when the second began.†", 1}}}},
    {"Before the frost†",
     "The season ended, and with it each placement.",
     "Prunes in winter what was planted in summer.",
     {{{"Rang in September about December.†", 0}, {"Named pruning as something he could do.†", 2}}}},
    {"She shows the next one†",
     "Had been on leave for six years.",
     "Shows those who begin how the kitchen works.",
     {{{"Let her begin beside somebody who had begun so.†", 3}, {"Was there at the first service.†", 1}}}},
}};
// Where each of a year's sessions is held, in turn.
constexpr std::array<size_t, 5> kGroups = {0, 1, 2, 5, 3};

class Programme {
 public:
  explicit Programme(const Options& options) : options_(options), telling_(options.seed, 0x73746F72) {}

  std::vector<v1::Event> Tell() && {
    Open();
    for (int session = 0; session < kStoriesAYear * options_.years; ++session) {
      Hold(session);
      TellStory(session);
      // What recurred, once a year.
      if (session % kStoriesAYear == kStoriesAYear - 1) LinkYear(session);
      if (session == 2 * kStoriesAYear) Spread(session);
    }
    return std::move(telling_).FinishUntil(LastDay(options_));
  }

 private:
  std::string Stream(std::string_view kind) const { return telling_.Stream(kind, "job-centres"); }
  std::string Stream(std::string_view kind, size_t number) const {
    return base::StrCat(Stream(kind), "-", number + 1);
  }
  base::Day DayOf(int session) const {
    return FirstDayOfYear(options_, session / kStoriesAYear) + kSessionDays[session % kStoriesAYear];
  }
  static const Site& SiteOf(int session) {
    return kSites[kGroups[static_cast<size_t>(session) % kGroups.size()]];
  }
  static std::string GroupOf(int session) {
    return base::StrCat("sample-team-", SiteOf(session).municipality);
  }
  static std::string SessionId(int session) { return base::StrCat("session-", session + 1); }
  void ReportFrom(int session) { telling_.ReportFrom(SiteOf(session)); }

  void Open() {
    ReportFrom(0);
    auto& opened = *telling_.Add(Stream("programme"), DayOf(0) - 20).mutable_programme_opened();
    opened.set_kind(v1::PROGRAMME_KIND_LEARNING_FROM_SUCCESS);
    opened.set_title("Learning from success at the job centres (sample†)");
    opened.set_stage(1);
    for (const size_t group : kGroups) {
      opened.add_organisations(base::StrCat("sample-jobcentre-", kSites[group].municipality));
    }
    opened.set_method("LEARNING_FROM_SUCCESS_RETROSPECTIVE");
  }

  void Hold(int session) {
    ReportFrom(session);
    auto& held = *telling_.Add(Stream("programme"), DayOf(session)).mutable_learning_session_held();
    held.set_session_id(SessionId(session));
    held.set_staff_group(GroupOf(session));
    held.set_participants(7 + session % 4);
    held.set_minutes(120);
  }

  void TellStory(int session) {
    const Story& story = kStories[static_cast<size_t>(session)];
    const std::string stream = Stream("story", static_cast<size_t>(session));
    auto& told = *telling_.Add(stream, DayOf(session)).mutable_story_told();
    told.set_programme(Stream("programme"));
    told.set_session(SessionId(session));
    told.set_staff_group(GroupOf(session));
    told.set_title(std::string(story.title));
    told.set_before(base::StrCat(story.before, "†"));
    told.set_after(base::StrCat(story.after, "†"));
    told.set_success(session % 2 == 0 ? v1::STORY_SUCCESS_BOTH : v1::STORY_SUCCESS_OBJECTIVE);
    told.set_anonymity(v1::STORY_ANONYMITY_ANONYMISED);
    told.set_language("en");
    for (size_t action = 0; action < story.actions.size(); ++action) {
      auto& found = *telling_.Add(stream, DayOf(session)).mutable_chief_action_identified();
      found.set_action_id(ActionId(action));
      found.set_wording(std::string(story.actions[action].wording));
      found.set_session(SessionId(session));
    }
    // To those who tell the next one.
    auto& shared = *telling_.Add(stream, DayOf(session) + 28).mutable_story_shared_at_meeting();
    shared.set_staff_group(GroupOf(session + 1));
    shared.set_participants(8);
    shared.set_minutes(20);
  }

  static std::string ActionId(size_t action) { return base::StrCat("action-", action + 1); }

  // The year's stories, by principle: worded when it first turns up.
  void LinkYear(int last_session) {
    const base::Day day = DayOf(last_session) + 14;
    for (size_t principle = 0; principle < kPrinciples.size(); ++principle) {
      for (int session = last_session - kStoriesAYear + 1; session <= last_session; ++session) {
        const Story& story = kStories[static_cast<size_t>(session)];
        for (size_t action = 0; action < story.actions.size(); ++action) {
          if (story.actions[action].principle == principle) Link(principle, session, action, day);
        }
      }
    }
  }

  void Link(size_t principle, int session, size_t action, base::Day day) {
    const std::string stream = Stream("principle", principle);
    if (!worded_[principle]) {
      worded_[principle] = true;
      auto& formulated = *telling_.Add(stream, day).mutable_principle_formulated();
      formulated.set_wording(std::string(kPrinciples[principle]));
      formulated.set_programme(Stream("programme"));
      formulated.set_session(SessionId(session));
      formulated.set_language("en");
    }
    auto& linked = *telling_.Add(stream, day).mutable_principle_linked();
    linked.set_story(Stream("story", static_cast<size_t>(session)));
    linked.set_action(ActionId(action));
  }

  void Spread(int session) {
    auto& changed = *telling_.Add(Stream("programme"), DayOf(session) + 30).mutable_programme_stage_changed();
    changed.set_stage(2);
    for (const Site& site : {kOdder, kFlen}) {
      changed.add_joining_organisations(base::StrCat("sample-jobcentre-", site.municipality));
    }
  }

  const Options& options_;
  Telling telling_;
  std::array<bool, kPrinciples.size()> worded_ = {};
};

}  // namespace

std::vector<v1::Event> TellLocalStories(const Options& options) {
  if (options.years == 1) return {};
  return Programme(options).Tell();
}

}  // namespace praksis::sample
