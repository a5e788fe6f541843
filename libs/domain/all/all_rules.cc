#include "libs/domain/all/all_rules.h"

#include "libs/domain/case/case_rules.h"
#include "libs/domain/cycle/cycle_rules.h"
#include "libs/domain/experiment/experiment_rules.h"
#include "libs/domain/measure/measure_rules.h"
#include "libs/domain/principle/principle_rules.h"
#include "libs/domain/programme/programme_rules.h"
#include "libs/domain/staff/staff_rules.h"
#include "libs/domain/story/story_rules.h"
#include "libs/domain/workshop/workshop_rules.h"

namespace praksis::domain {

const std::vector<const StreamRules*>& AllRules() {
  static const auto* const all = new std::vector<const StreamRules*>{
      &cases::CaseRules(),       &cycles::CycleRules(),         &experiments::ExperimentRules(),
      &measures::MeasureRules(), &principles::PrincipleRules(), &programmes::ProgrammeRules(),
      &staff::StaffRules(),      &stories::StoryRules(),        &workshops::WorkshopRules(),
  };
  return *all;
}

}  // namespace praksis::domain
