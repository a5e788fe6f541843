// What the parts of a server tell of themselves, as metrics. Each function writes one part; what is written
// has the same names in every program, so that one board and one set of rules fit all.
//
// Called when /metrics is asked for, on whatever thread; reads, and changes nothing.
#ifndef PRAKSIS_SERVICES_SERVER_MEASURES_H_
#define PRAKSIS_SERVICES_SERVER_MEASURES_H_

#include <string_view>

#include "absl/time/time.h"
#include "libs/log/event_log.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_kafka/client_statistics.h"
#include "libs/metrics/page.h"
#include "libs/projection/projection.h"
#include "libs/recording/recorder.h"
#include "libs/store/statistics.h"
#include "services/dashboards/between_answers.h"
#include "services/feed/feed_service.h"
#include "services/measures/recurring_evaluation.h"
#include "services/relay/relay.h"

namespace praksis::services {

// praksis_log_…
void WriteLog(log::EventLog& event_log, metrics::Page& page);
void WriteEmbeddedLog(const log::EmbeddedLog::Statistics& statistics, metrics::Page& page);

// praksis_recorder_…
void WriteRecorder(const recording::Recorder& recorder, metrics::Page& page);

// praksis_relay_…
void WriteRelay(const Relay& relay, metrics::Page& page);

// praksis_projection_…, labelled with the projection's name; `serving`: it is what questions are answered
// from.
void WriteProjection(const projection::Projection& projection, bool serving, log::EventLog& event_log,
                     absl::Time now, metrics::Page& page);

// praksis_hidden_…, labelled with the figure: of what figures may not show beside each other.
void WriteBetweenAnswers(const BetweenAnswers& between_answers, metrics::Page& page);

// praksis_feed_…
void WriteFeed(const FeedService& feed, metrics::Page& page);

// praksis_store_…, labelled with `database`: "log", "read models".
void WriteStore(std::string_view database, const store::Statistics& statistics, metrics::Page& page);

// praksis_kafka_…
void WriteTraffic(const log::kafka::Traffic& traffic, metrics::Page& page);

// Of measures that the server has evaluated by itself.
void WriteEvaluations(const RecurringEvaluation::Statistics& statistics, metrics::Page& page);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_MEASURES_H_
