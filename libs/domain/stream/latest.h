// The latest day on which something happened in a stream, for rules that end it: nothing ends before that.
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_LATEST_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_LATEST_H_

#include "libs/base/date.h"

namespace praksis::domain {

// `State` has an optional latest_on.
template <typename State>
void NoteLatest(base::Day day, State& state) {
  if (!state.has_latest_on() || day > state.latest_on()) state.set_latest_on(day);
}

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_LATEST_H_
