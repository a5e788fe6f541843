// A1: a programme of Learning from Success, after "Learning from Success: Its Implications for the 'Lights to
// Employment' Program" (Jerusalem, 2006–2008): 17 learning sessions with 5 groups of staff, 20 stories, 14
// general and 6 unique principles. The source names five principles in its text; their wordings are its own.
// All other wordings, all stories, who told them, what is linked to what and every day are ours†, and marked
// so. No real person is in it.
//
// Pure: the same seed gives the same facts, byte for byte. All are accepted in the order in which they are
// emitted.
#ifndef PRAKSIS_LIBS_SAMPLE_SUCCESS_PROGRAMME_H_
#define PRAKSIS_LIBS_SAMPLE_SUCCESS_PROGRAMME_H_

#include <cstdint>
#include <functional>

#include "praksis/v1/event.pb.h"

namespace praksis::sample {

inline constexpr int kSuccessSessions = 17;
inline constexpr int kSuccessGroups = 5;
inline constexpr int kSuccessStories = 20;
inline constexpr int kGeneralPrinciples = 14;
inline constexpr int kUniquePrinciples = 6;

// Calls `emit` for every fact: "programme/sample-SEED", its stories "story/sample-SEED-1" to 20, its
// principles "principle/sample-SEED-1" to 20, the general ones first; and at last the programme's second
// stage, for which preparations had begun when the source was written (who joined is ours†). `emit` may
// return false to stop.
//
// Story 14 is one of two in which principle 14 recurs: without it, 13 are general and 7 unique. Story 17 is
// the only one with principle 17: without it, 5 are unique and one is in no story.
void GenerateSuccessProgramme(uint64_t seed, const std::function<bool(const v1::Event&)>& emit);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_SUCCESS_PROGRAMME_H_
