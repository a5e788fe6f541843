// Every read model there is: what a projection of this program keeps.
#ifndef PRAKSIS_LIBS_READMODELS_ALL_MODELS_H_
#define PRAKSIS_LIBS_READMODELS_ALL_MODELS_H_

#include <vector>

#include "libs/projection/read_model.h"

namespace praksis::readmodels {

// They live for ever.
std::vector<const projection::CaseModel*> AllCaseModels();
std::vector<const projection::EventModel*> AllEventModels();

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_ALL_MODELS_H_
