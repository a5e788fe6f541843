// Words that say nothing of what a text is about ("and", "when"), of a few hundred†, by language.
#ifndef PRAKSIS_LIBS_STORIES_STOP_WORDS_H_
#define PRAKSIS_LIBS_STORIES_STOP_WORDS_H_

#include <string_view>

namespace praksis::stories {

// `word` in lower case; `language`: "da", "sv", "en", "he". False for any other. Thread-safe.
bool IsStopWord(std::string_view word, std::string_view language);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_STOP_WORDS_H_
