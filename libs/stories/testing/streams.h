// For tests: streams of stories, principles and programmes, put together fact by fact.
#ifndef PRAKSIS_LIBS_STORIES_TESTING_STREAMS_H_
#define PRAKSIS_LIBS_STORIES_TESTING_STREAMS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/strings.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/event.pb.h"

namespace praksis::stories::testing {

using domain::testing::Corrected;
using domain::testing::On;
using domain::testing::Voided;

// Not thread-safe.
class Streams {
 public:
  // The stream's next event, at DK-360 where it says nothing else.
  Streams& Add(const std::string& stream, v1::Event event) {
    std::vector<v1::Event>& history = histories_[stream];
    event.set_stream(stream);
    event.set_version(static_cast<int64_t>(history.size()) + 1);
    if (event.municipality().empty()) event.set_municipality("DK-360");
    history.push_back(std::move(event));
    return *this;
  }
  // A story with these actions. `more`: further fields of StoryTold.
  Streams& Story(const std::string& id, const std::string& day, const std::string& group,
                 const std::vector<std::string>& actions, const std::string& more = "") {
    const std::string stream = "story/" + id;
    Add(stream, On(day, base::StrCat("story_told { programme: 'programme/p' staff_group: '", group,
                                     "' success: STORY_SUCCESS_OBJECTIVE ", more, " }")));
    for (const std::string& action : actions) {
      Add(stream, On(day, base::StrCat("chief_action_identified { action_id: '", action, "' wording: '",
                                       action, " was done' }")));
    }
    return *this;
  }
  Streams& Principle(const std::string& id, const std::string& wording,
                     const std::vector<std::pair<std::string, std::string>>& links) {
    const std::string stream = "principle/" + id;
    Add(stream, On("2025-06-01", base::StrCat("principle_formulated { wording: '", wording,
                                              "' programme: 'programme/p' }")));
    for (const auto& [story, action] : links) Link(id, story, action);
    return *this;
  }
  Streams& Link(const std::string& id, const std::string& story, const std::string& action) {
    return Add("principle/" + id, On("2025-06-01", base::StrCat("principle_linked { story: 'story/", story,
                                                                "' action: '", action, "' }")));
  }
  Streams& Retract(const std::string& story) {
    return Add("story/" + story,
               On("2025-07-01", "story_retracted { reason: STORY_RETRACTION_REASON_TELLER_WISHES }"));
  }

  readmodels::LearningStreams Standing() const {
    readmodels::LearningStreams standing;
    std::vector<readmodels::LearningStream> streams;
    for (const auto& [name, history] : histories_) {
      streams.push_back({.name = name,
                         .version = static_cast<int64_t>(history.size()),
                         .facts = domain::StandingFacts(history)});
    }
    standing.Put(std::move(streams));
    return standing;
  }

 private:
  std::map<std::string, std::vector<v1::Event>> histories_;
};

}  // namespace praksis::stories::testing

#endif  // PRAKSIS_LIBS_STORIES_TESTING_STREAMS_H_
