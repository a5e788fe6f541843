// A figure as a table (RFC 4180), made from any answer by its descriptor. This layout is stable: columns may
// be added anywhere (read them by their names), but none changes its meaning.
//
//   The first row names the columns. The first column, `part`, says what a row is about: "total" for the
//   figure itself, else the field of the answer that it comes from ("steps", "causes", "causes.points").
//   Every message of the answer that is no Count, Estimate or FigureMetadata is a row, if it has a column.
//
//   A column is named after its field; fields of the same name in several parts share it, and a cell is empty
//   where a part has no such field, or the answer leaves it out. A row repeats what identifies the row that
//   it is a part of (its codes, days and the like, not its counts). An Estimate x takes three columns: x,
//   x_lower, x_upper.
//
//   What is withheld says "suppressed", never 0. Where a field is withheld by another of its message
//   ("hours_suppressed" for "hours_per_episode": the first word or words of its name), that other one is no
//   column.
//
//   UTF-8; rows end with CR LF; numbers have a point and as many digits as tell them apart from all others.
#ifndef PRAKSIS_SERVICES_GATEWAY_FIGURE_CSV_H_
#define PRAKSIS_SERVICES_GATEWAY_FIGURE_CSV_H_

#include <string>

#include "google/protobuf/message.h"

namespace praksis::gateway {

std::string FigureCsv(const google::protobuf::Message& answer);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_FIGURE_CSV_H_
