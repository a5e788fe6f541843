// A programme of learning as its stream says it stands, and what grew out of it. What the facts mean is said
// in proto/praksis/v1/programme.proto.
//
// Pure.
#ifndef PRAKSIS_LIBS_STORIES_PROGRAMME_H_
#define PRAKSIS_LIBS_STORIES_PROGRAMME_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/stories/story.h"
#include "praksis/v1/programme.pb.h"

namespace praksis::stories {

// What began when it was opened, or with ProgrammeStageChanged.
struct ProgrammeStage {
  int stage = 0;
  base::Day from = 0;
  // Organisations that take part from then on, and did not before.
  std::vector<std::string> joining = {};
};

struct Programme {
  std::string stream;
  std::string municipality;
  base::Day opened_on = 0;
  v1::ProgrammeOpened opened;
  // In the order of their days; at least the one it was opened at.
  std::vector<ProgrammeStage> stages;
  std::vector<Session> sessions = {};
  std::optional<base::Day> closed_on = {};
  v1::ProgrammeEnding ending = v1::PROGRAMME_ENDING_UNSPECIFIED;
};

// Nothing where no ProgrammeOpened stands.
std::optional<Programme> ReadProgramme(const readmodels::LearningStream& stream);

// A cycle, a workshop or an experiment that belongs to a programme.
struct Branch {
  std::string stream;
  base::Day began_on = 0;
  std::string municipality;
  // Its challenge, theme or hypothesis in words.
  std::string title;
  // It names the programme; else only stories of the programme were shared in it.
  bool began_here = false;
};

// Those that name `programme`, and those that one of `stories`, the programme's own, was shared in. By the
// day they began, then stream.
std::vector<Branch> BranchesOf(const readmodels::LearningStreams& streams, const std::string& programme,
                               const std::vector<const Story*>& stories);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_PROGRAMME_H_
