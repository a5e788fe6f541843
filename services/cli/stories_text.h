// Stories and principles, for people and for programs.
#ifndef PRAKSIS_SERVICES_CLI_STORIES_TEXT_H_
#define PRAKSIS_SERVICES_CLI_STORIES_TEXT_H_

#include <string>
#include <string_view>

#include "praksis/v1/stories.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

// Principles, a row each; with `stories`, a row for each story of each. Piped, the table in tab-separated
// values.
std::string RenderPrinciples(const v1::ListPrinciplesResponse& response, bool stories,
                             const Terminal& terminal);

// For people: each story, its actions below it, their principles below those, then the principles that are in
// no story. Piped, an edge a line: from, to.
std::string RenderGraph(const v1::GetStoryGraphResponse& response, const Terminal& terminal);

// In Graphviz's language, from left to right. Names are quoted, whatever is in them.
std::string RenderDot(const v1::GetStoryGraphResponse& response);

// What was found, the best first, with the words asked for standing out. Piped, tab-separated.
std::string RenderHits(const v1::SearchStoriesResponse& response, const Terminal& terminal);

// The stories like a case, each with what it is alike in, its chief actions and their principles; where none
// is, what to do. Piped, a row for each action, tab-separated.
std::string RenderLike(std::string_view case_stream, const v1::ListStoriesLikeCaseResponse& response,
                       const Terminal& terminal);

// Whether a case's consent stands, and until when. Piped, the last day alone.
std::string RenderConsent(const v1::GetStoryConsentResponse& response, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_STORIES_TEXT_H_
