// What a programme of Learning from Success has come to know: which principles of action recur, in which
// stories, told by which staff group. Figures of domain.md §4 "stories and principles"; the definitions are
// said in proto/praksis/v1/stories.proto.
//
// Pure: a function of the streams and the question.
#ifndef PRAKSIS_LIBS_STORIES_KNOWLEDGE_H_
#define PRAKSIS_LIBS_STORIES_KNOWLEDGE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/stories/story.h"
#include "praksis/v1/stories.pb.h"

namespace praksis::stories {

// A change of what GENERAL, UNIQUE, UNLINKED or any count means takes a new one.
inline constexpr int kDefinitionRevision = 1;
inline constexpr int kGeneralFromStories = 2;

// v1::StorySelection, read.
struct StorySelection {
  std::string programme = {};
  std::vector<std::string> staff_groups = {};
  std::optional<base::Day> from = {};
  std::optional<base::Day> to = {};
  std::vector<std::string> municipalities = {};

  bool Has(const Story& story) const;
  bool Has(const Session& session) const;
  // It asks for something that only stories have: a staff group, a day, a municipality.
  bool AsksAboutStories() const;
};

// A story that counts for a principle, with those of its actions that are linked to it, at least one.
struct Instance {
  const Story* story;
  std::vector<const ChiefAction*> actions;
};

struct RecurringPrinciple {
  const Principle* principle;
  v1::PrincipleRecurrence recurrence = v1::PRINCIPLE_RECURRENCE_UNSPECIFIED;
  // By day of telling, then stream.
  std::vector<Instance> instances = {};
  // Those given up for it, by stream.
  std::vector<std::string> merged = {};
};

// What a selection has. Points into the Knowledge that it came from.
struct Findings {
  // By falling number of stories, then wording, then stream.
  std::vector<RecurringPrinciple> principles;
  // That stand, by stream.
  std::vector<const Story*> stories;
  v1::StoryTotals totals;
};

// Everything there is at one position. Immutable: thread-safe.
class Knowledge {
 public:
  explicit Knowledge(const readmodels::LearningStreams& streams);
  Knowledge(const Knowledge&) = delete;
  Knowledge& operator=(const Knowledge&) = delete;

  // `general_from` >= 2: from how many distinct stories on a principle is GENERAL.
  Findings Select(const StorySelection& selection, int general_from) const;

  // The principle that `stream` counts for: itself, or the one it was given up for in the end; null where
  // it is not there. A merger into a principle that is not there, or that leads back, is as if it were not.
  const Principle* Standing(std::string_view stream) const;

  // The standing stories, the one told last first; of a day, by stream.
  const std::vector<const Story*>& StandingStories() const { return standing_; }
  // Null where it does not stand.
  const Story* StandingStory(std::string_view stream) const;

  // The principles that the actions of `story` are instances of, by action; by stream, each once.
  std::map<std::string, std::vector<const Principle*>> PrinciplesOf(const Story& story) const;

 private:
  // Stories and actions that `links` name and that count in `selection`.
  std::vector<Instance> InstancesOf(const std::vector<Link>& links, const StorySelection& selection) const;

  std::map<std::string, Story, std::less<>> stories_;
  std::vector<const Story*> standing_;
  std::map<std::string, Principle, std::less<>> principles_;
  std::vector<Session> sessions_;
};

// The name of the principle that `stream` counts for, as Knowledge::Standing has it; `stream` where it is not
// there.
std::string StandingPrinciple(const readmodels::LearningStreams& streams, const std::string& stream);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_KNOWLEDGE_H_
