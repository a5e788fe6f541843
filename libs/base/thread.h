// What all threads of ours have in common, and how they share the processors.
#ifndef PRAKSIS_LIBS_BASE_THREAD_H_
#define PRAKSIS_LIBS_BASE_THREAD_H_

#include <functional>
#include <string>
#include <thread>

namespace praksis::base {

enum class Priority {
  // Answers questions of which each waits for itself: where all processors are busy it pushes aside who runs.
  kPrompt,
  // A batch job to the scheduler (SCHED_BATCH): where a processor is free it runs as soon as it is woken;
  // where
  // all are busy it waits for its turn instead of pushing aside who runs, and finds more to do at once. Its
  // share stays the same.
  kNormal,
  // Runs where a processor has nothing else to do (SCHED_IDLE): only for work that nobody waits for. A thread
  // cannot come back from it.
  kBackground,
};

// Runs `work` on a thread whose `name` shows in debuggers (at most 15 characters).
std::thread StartWorker(const std::string& name, std::function<void()> work,
                        Priority priority = Priority::kNormal);

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_THREAD_H_
