#include "services/gateway/script_engine.h"

#include <duktape.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/rpc/wire.h"

namespace praksis::gateway {
namespace {

using std::chrono::steady_clock;

// Before each piece of memory, its size: Duktape does not tell when it gives one back.
constexpr size_t kSizeBytes = alignof(std::max_align_t);

void FatalError(void* /*user*/, const char* message) {
  base::FailCheck(__FILE__, __LINE__, "the script engine is sound", message == nullptr ? "" : message);
}

// What one call is about. Errors of Duktape jump over the frames of C++, so that nothing with a destructor
// may stand between the call and its end.
struct Work {
  const std::string* script = nullptr;
  const std::string* function = nullptr;
  const std::vector<std::string>* texts = nullptr;
  const std::string* object = nullptr;
};

duk_ret_t DoWork(duk_context* context, void* given) {
  const Work& work = *static_cast<const Work*>(given);
  if (work.script != nullptr) {
    duk_eval_lstring_noresult(context, work.script->data(), work.script->size());
    return 0;
  }
  duk_get_global_lstring(context, work.function->data(), work.function->size());
  for (const std::string& text : *work.texts) duk_push_lstring(context, text.data(), text.size());
  duk_push_lstring(context, work.object->data(), work.object->size());
  duk_json_decode(context, -1);
  duk_call(context, static_cast<duk_idx_t>(work.texts->size()) + 1);
  duk_require_string(context, -1);
  return 1;
}

// What was thrown becomes a text; this may fail for want of memory, too.
duk_ret_t DescribeError(duk_context* context, void* /*given*/) {
  duk_safe_to_string(context, -1);
  return 1;
}

}  // namespace

struct ScriptEngine::Rep {
  ~Rep() {
    if (context != nullptr) duk_destroy_heap(context);
  }

  static void* Allocate(void* self, duk_size_t bytes) {
    return static_cast<Rep*>(self)->Resize(nullptr, bytes);
  }
  static void* Reallocate(void* self, void* memory, duk_size_t bytes) {
    return static_cast<Rep*>(self)->Resize(memory, bytes);
  }
  static void Free(void* self, void* memory) { static_cast<Rep*>(self)->Resize(memory, 0); }

  void* Resize(void* memory, size_t bytes);
  absl::StatusOr<std::string> Run(Work work);
  std::string TextOnTop() const;

  Limits limits;
  duk_context* context = nullptr;
  size_t held = 0;
  bool working = false;
  bool too_large = false;
  bool too_slow = false;
  steady_clock::time_point end;
};

void* ScriptEngine::Rep::Resize(void* memory, size_t bytes) {
  char* const block = memory == nullptr ? nullptr : static_cast<char*>(memory) - kSizeBytes;
  size_t before = 0;
  if (block != nullptr) std::memcpy(&before, block, sizeof(before));
  if (bytes == 0) {
    std::free(block);
    held -= before;
    return nullptr;
  }
  if (bytes > before && working) {
    too_large = too_large || held - before + bytes > limits.memory_bytes;
    too_slow = too_slow || steady_clock::now() > end;
    if (too_large || too_slow) return nullptr;
  }
  auto* const moved = static_cast<char*>(std::realloc(block, bytes + kSizeBytes));
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, &bytes, sizeof(bytes));
  held += bytes - before;
  return moved + kSizeBytes;
}

std::string ScriptEngine::Rep::TextOnTop() const {
  size_t size = 0;
  const char* const text = duk_get_lstring(context, -1, &size);
  return text == nullptr ? "" : std::string(text, size);
}

absl::StatusOr<std::string> ScriptEngine::Rep::Run(Work work) {
  working = true;
  end = steady_clock::now() + absl::ToChronoNanoseconds(limits.time);
  const duk_int_t result = duk_safe_call(context, &DoWork, &work, 0, 1);
  working = false;
  if (result != DUK_EXEC_SUCCESS) duk_safe_call(context, &DescribeError, nullptr, 1, 1);
  std::string text = TextOnTop();
  duk_pop(context);
  if (too_slow) {
    return base::Refuse(absl::StatusCode::kDeadlineExceeded, "SCRIPT_TOO_SLOW",
                        base::StrCat("the script did not end within ", absl::FormatDuration(limits.time)),
                        {{"limit", absl::FormatDuration(limits.time)}});
  }
  if (too_large) {
    return base::Refuse(absl::StatusCode::kResourceExhausted, "SCRIPT_TOO_LARGE",
                        base::StrCat("the script wanted more than ", limits.memory_bytes, " bytes"),
                        {{"limit", base::StrCat(limits.memory_bytes)}});
  }
  if (result != DUK_EXEC_SUCCESS) {
    text = rpc::WithoutInvalidUtf8(text);
    return base::Refuse(absl::StatusCode::kInternal, "SCRIPT_FAILED",
                        base::StrCat("the script failed: ", text), {{"error", text}});
  }
  return text;
}

ScriptEngine::ScriptEngine(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

ScriptEngine::~ScriptEngine() = default;

absl::StatusOr<std::unique_ptr<ScriptEngine>> ScriptEngine::Load(std::string_view script,
                                                                 const Limits& limits) {
  auto rep = std::make_unique<Rep>();
  rep->limits = limits;
  rep->context = duk_create_heap(&Rep::Allocate, &Rep::Reallocate, &Rep::Free, rep.get(), &FatalError);
  PRAKSIS_CHECK(rep->context != nullptr);
  const std::string text(script);
  auto loaded = rep->Run({.script = &text});
  if (!loaded.ok()) return loaded.status();
  return std::unique_ptr<ScriptEngine>(new ScriptEngine(std::move(rep)));
}

absl::StatusOr<std::string> ScriptEngine::Call(const std::string& function,
                                               const std::vector<std::string>& texts,
                                               const std::string& object) {
  return rep_->Run({.script = nullptr, .function = &function, .texts = &texts, .object = &object});
}

size_t ScriptEngine::memory_bytes() const { return rep_->held; }

}  // namespace praksis::gateway
