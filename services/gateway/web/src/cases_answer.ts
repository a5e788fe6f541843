// The answer of praksis.v1.History/ListFigureCases as protobuf JSON has it; only what the page reads.
import type { When } from './case_answer.ts';

export interface FigureCase {
  stream?: string;
  municipality?: string;
  count?: string;
  events?: { version?: string; type?: string; occurredAt?: When; correctedByVersion?: string }[];
}

export interface CasesAnswer {
  cases?: FigureCase[];
  nextPageToken?: string;
  asOf?: string;
  totalCount?: string;
}
