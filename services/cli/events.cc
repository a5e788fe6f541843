// praksis events list | follow.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/servers.h"
#include "services/cli/timeline.h"

namespace praksis::cli {
namespace {

struct Options {
  std::vector<std::string> streams;
  std::vector<std::string> types;
  std::vector<std::string> municipalities;
  std::string occurred_from;
  std::string occurred_to;
  std::string recorded_from;
  std::string recorded_before;
  int limit = 100;
  std::string at_least;
  std::string from;
  std::string token_file;
  bool until_caught_up = false;
};

bool SetMoment(const std::string& text, google::protobuf::Timestamp* (v1::EventFilter::*mutable_time)(),
               v1::EventFilter& filter) {
  if (text.empty()) return true;
  const auto moment = ParseMoment(text);
  if (!moment) return false;
  const timespec time = absl::ToTimespec(*moment);
  (filter.*mutable_time)()->set_seconds(time.tv_sec);
  (filter.*mutable_time)()->set_nanos(static_cast<int32_t>(time.tv_nsec));
  return true;
}

// False where a time cannot be read.
bool FillFilter(const Options& options, v1::EventFilter& filter) {
  for (const auto& it : options.streams) filter.add_streams(it);
  for (const auto& it : options.types) filter.add_types(it);
  for (const auto& it : options.municipalities) filter.add_municipalities(it);
  filter.set_occurred_from(options.occurred_from);
  filter.set_occurred_to(options.occurred_to);
  return SetMoment(options.recorded_from, &v1::EventFilter::mutable_recorded_from, filter) &&
         SetMoment(options.recorded_before, &v1::EventFilter::mutable_recorded_before, filter);
}

void AddFilter(CLI::App& command, const std::shared_ptr<Options>& options) {
  command.add_option("--stream", options->streams, "Only this stream, or kind (case/); may be given again")
      ->type_name("STREAM");
  command.add_option("--type", options->types, "Only this type (placement_interrupted); may be given again")
      ->type_name("TYPE");
  command.add_option("--municipality", options->municipalities, "Only these (DK-360); may be given again")
      ->type_name("CODE");
  command.add_option("--occurred-from", options->occurred_from, "Happened on this day or later")
      ->type_name("DATE");
  command.add_option("--occurred-to", options->occurred_to, "Happened on this day or earlier")
      ->type_name("DATE");
  command.add_option("--recorded-from", options->recorded_from, "Recorded at this time or later")
      ->type_name("TIME");
  command.add_option("--recorded-before", options->recorded_before, "Recorded before this time")
      ->type_name("TIME");
}

int RunList(Context& context, const Options& options) {
  v1::ListEventsRequest request;
  if (!FillFilter(options, *request.mutable_filter())) {
    return FailUsage(context, "a time is written 2025-03-14 (its end) or 2025-03-14T12:00:00Z");
  }
  request.set_at_least(options.at_least);
  Client client(ServerOf(context, kHistory), context.timeout(), context.tls());
  google::protobuf::RepeatedPtrField<v1::Event> events;
  int left = options.limit == 0 ? std::numeric_limits<int>::max() : options.limit;
  bool more = false;
  do {
    request.set_page_size(std::min(left, 1000));
    v1::ListEventsResponse response;
    const google::rpc::Status status = client.ListEvents(request, response);
    if (status.code() != 0) return Fail(context, Understand(status));
    left -= response.events_size();
    // For programs every page goes out as it comes; a table needs all its rows to know its columns.
    if (context.json) {
      for (const auto& event : response.events()) Print(ToJson(event, context.out));
    } else if (!context.out.interactive) {
      Print(RenderEvents(response.events(), context.words(), context.out));
    } else {
      events.MergeFrom(response.events());
    }
    more = !response.next_page_token().empty();
    request.set_page_token(response.next_page_token());
  } while (more && left > 0);
  if (context.out.interactive && !context.json) {
    Print(events.empty() ? "no events\n" : RenderEvents(events, context.words(), context.out));
  }
  if (more) PrintError(base::StrCat("there are more than ", options.limit, "; --limit 0 shows all\n"));
  return kOk;
}

// Where following is to go on; written down aside and renamed, so that there is always one whole token. While
// events pour in that is done twice a second: going on from an older token shows some again and misses none.
class TokenFile {
 public:
  TokenFile(std::string path, const base::Clock& clock) : path_(std::move(path)), clock_(clock) {}
  std::string Read() const {
    std::string token;
    if (!path_.empty()) std::ifstream(path_) >> token;
    return token;
  }
  // False where it cannot be written.
  bool WriteNowAndThen(const std::string& token) {
    token_ = token;
    return clock_.Now() - written_ < absl::Milliseconds(500) || Write();
  }
  bool Write() {
    if (path_.empty() || token_.empty()) return true;
    written_ = clock_.Now();
    const std::string aside = path_ + ".new";
    {
      std::ofstream file(aside, std::ios::trunc);
      file << token_ << "\n";
      if (!file.flush()) return false;
    }
    return std::rename(aside.c_str(), path_.c_str()) == 0;
  }

 private:
  const std::string path_;
  const base::Clock& clock_;
  std::string token_;
  absl::Time written_ = absl::InfinitePast();
};

int RunFollow(Context& context, const Options& options) {
  v1::SubscribeRequest request;
  if (!FillFilter(options, *request.mutable_filter())) {
    return FailUsage(context, "a time is written 2025-03-14 (its end) or 2025-03-14T12:00:00Z");
  }
  TokenFile tokens(options.token_file, context.clock);
  const std::string kept = options.from.empty() ? tokens.Read() : "";
  if (!kept.empty()) {
    request.set_token(kept);
  } else if (options.from == "beginning") {
    request.mutable_beginning();
  } else if (options.from.empty() || options.from == "now") {
    request.mutable_now();
  } else {
    request.set_token(options.from);
  }
  Interrupt interrupt;
  Client client(ServerOf(context, kFeed), context.timeout(), context.tls());
  bool writable = true;
  bool done = false;
  absl::Duration backoff = absl::Milliseconds(200);
  const auto handle = [&](const v1::SubscribeResponse& response) {
    backoff = absl::Milliseconds(200);
    if (response.has_event()) {
      Print(context.json ? ToJson(response, Terminal{})
                         : RenderEvent(response.event(), context.words(), context.out));
      std::fflush(stdout);
    } else if (context.err.interactive && response.has_caught_up()) {
      PrintError("everything recorded so far is shown; what comes now is new (Ctrl-C ends)\n");
    } else if (context.err.interactive && response.has_fell_behind()) {
      PrintError("too slow for live events; catching up from the log\n");
    }
    // Only what has been shown is written down as shown.
    if (!response.token().empty()) {
      request.set_token(response.token());
      writable = tokens.WriteNowAndThen(response.token());
    }
    done = options.until_caught_up && response.has_caught_up();
    return writable && !done && std::ferror(stdout) == 0;
  };
  for (;;) {
    const google::rpc::Status status = client.Subscribe(request, interrupt, handle);
    if (!tokens.Write() || !writable) {
      PrintError(base::StrCat("praksis: cannot write ", options.token_file, "\n"));
      return kFailed;
    }
    if (done || interrupt.requested() || std::ferror(stdout) != 0) return kOk;
    const Problem problem = Understand(status);
    // Once a token is there, a lost connection is no reason to stop: nothing is lost by going on from it.
    if (problem.code != absl::StatusCode::kUnavailable || !request.has_token()) return Fail(context, problem);
    if (backoff > context.timeout()) return Fail(context, problem);
    interrupt.WaitReadable(-1, static_cast<int>(absl::ToInt64Milliseconds(backoff)));
    backoff *= 2;
  }
}

}  // namespace

void AddEventsCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "events", "List or follow events",
                               "  praksis events list --type placement_interrupted --municipality DK-360\n"
                               "  praksis events follow --from beginning --json\n",
                               nullptr);
  const auto options = std::make_shared<Options>();
  CLI::App& list =
      AddCommand(group, context, "list", "List events, oldest recording first within a partition",
                 "  praksis events list --stream case/demo-1\n"
                 "  praksis events list --type placement_interrupted --occurred-from 2025-01-01 --limit 0\n"
                 "  praksis events list --json --limit 0 > events.jsonl\n",
                 [&context, options] { return RunList(context, *options); });
  AddFilter(list, options);
  list.add_option("--limit", options->limit, "At most so many; 0: all")
      ->type_name("N")
      ->capture_default_str()
      ->check(Quiet(CLI::NonNegativeNumber));
  AddAtLeast(list, options->at_least);
  CLI::App& follow = AddCommand(
      group, context, "follow", "Show events as they are recorded, each at least once, in order per stream",
      "  praksis events follow\n"
      "  praksis events follow --from beginning --type case_opened\n"
      "  praksis events follow --json --token-file seen.token | while read -r line; do …; done\n",
      [&context, options] { return RunFollow(context, *options); });
  AddFilter(follow, options);
  follow.add_option("--from", options->from, "now (default), beginning, or a token")->type_name("WHERE");
  follow
      .add_option("--token-file", options->token_file, "Go on from the token in it, and keep it up to date")
      ->type_name("FILE");
  follow.add_flag("--until-caught-up", options->until_caught_up,
                  "End once everything recorded so far is shown");
}

}  // namespace praksis::cli
