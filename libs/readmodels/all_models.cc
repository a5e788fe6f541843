#include "libs/readmodels/all_models.h"

#include "libs/readmodels/belief.h"
#include "libs/readmodels/coaching_outcomes.h"
#include "libs/readmodels/continuity.h"
#include "libs/readmodels/funnel.h"
#include "libs/readmodels/history_index.h"
#include "libs/readmodels/interruptions.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/readmodels/pool.h"
#include "libs/readmodels/practice.h"
#include "libs/readmodels/referrals.h"
#include "libs/readmodels/return_to_work.h"

namespace praksis::readmodels {

std::vector<const projection::CaseModel*> AllCaseModels() {
  return {&FunnelModel(), &ReferralsModel(),    &InterruptionsModel(),
          &PoolModel(),   &ReturnToWorkModel(), &CoachingOutcomesModel(),
          &BeliefModel(), &ContinuityModel(),   &PracticeModel()};
}

std::vector<const projection::EventModel*> AllEventModels() {
  return {&HistoryIndexModel(), &LearningStreamsModel()};
}

}  // namespace praksis::readmodels
