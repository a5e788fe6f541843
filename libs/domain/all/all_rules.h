// The rules of every kind of stream that can be recorded: what a recorder is made with. Kinds that are not
// here (subject, access) are refused with STREAM_KIND_NOT_SERVED.
#ifndef PRAKSIS_LIBS_DOMAIN_ALL_ALL_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_ALL_ALL_RULES_H_

#include <vector>

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain {

// By kind, each once.
const std::vector<const StreamRules*>& AllRules();

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_ALL_ALL_RULES_H_
