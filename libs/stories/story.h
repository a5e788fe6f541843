// A story, a principle, a programme's sessions: each as its stream says it stands. What the facts mean is
// said in proto/praksis/v1/story.proto and programme.proto.
//
// Pure.
#ifndef PRAKSIS_LIBS_STORIES_STORY_H_
#define PRAKSIS_LIBS_STORIES_STORY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/programme.pb.h"
#include "praksis/v1/story.pb.h"

namespace praksis::stories {

struct ChiefAction {
  std::string id;
  std::string wording;
};

// A meeting at which a story was told to colleagues.
struct Sharing {
  base::Day shared_on = 0;
  std::string municipality;
  v1::StorySharedAtMeeting shared;
};

struct Story {
  std::string stream;
  std::string municipality;
  base::Day told_on = 0;
  v1::StoryTold told;
  // As the latest confirmation says; as told where there is none.
  v1::StorySuccess success = v1::STORY_SUCCESS_UNSPECIFIED;
  int verifications = 0;
  bool retracted = false;
  // In the order in which they were found.
  std::vector<ChiefAction> actions = {};
  // In the order in which they were reported.
  std::vector<Sharing> sharings = {};

  // Null where the story has no such action.
  const ChiefAction* Action(std::string_view id) const;
};

// Nothing where no StoryTold stands.
std::optional<Story> ReadStory(const readmodels::LearningStream& stream);

// A chief action of a story that is said to be an instance of a principle; either may not exist.
struct Link {
  std::string story;
  std::string action;
  friend auto operator<=>(const Link&, const Link&) = default;
};

struct Principle {
  std::string stream;
  // As it was worded last.
  v1::PrincipleFormulated formulated = {};
  std::string municipality;
  // When it was first put into words.
  base::Day formulated_on = 0;
  // Given up for this one; empty where it stands.
  std::string merged_into = {};
  // Ordered, each once.
  std::vector<Link> links = {};
};

// Nothing where no PrincipleFormulated stands.
std::optional<Principle> ReadPrinciple(const readmodels::LearningStream& stream);

// A learning session of a programme.
struct Session {
  std::string programme;
  std::string municipality;
  base::Day held_on = 0;
  v1::LearningSessionHeld held;
};

std::vector<Session> ReadSessions(const readmodels::LearningStream& stream);

// The language that a text is in: "da", "sv", "en", "he", …, without region. Where `stated` is empty, that of
// the municipality's country (DK: da, SE: sv, GB and IE: en, IL: he); "" where that says nothing either.
std::string LanguageOf(std::string_view stated, std::string_view municipality);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_STORY_H_
