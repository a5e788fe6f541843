// The answers of praksis.v1.Transfer and praksis.v1.Experiments as protobuf JSON has them; only what the pages read.
import type { Count, Estimate, FigureMetadata } from './answers.ts';

export interface Cell {
  organisation?: string;
  partner?: boolean;
  reached?: boolean;
  carriers?: number;
  carriersLeft?: number;
  lastUsedOn?: string;
}

export interface Learning {
  workshop?: string;
  organisation?: string;
  standing?: 'NOT_ARRIVED' | 'CARRIED' | 'LAST_CARRIER' | 'NO_CARRIER';
  carriers?: { staff?: string; leftOn?: string; left?: boolean }[];
  lastUsedOn?: string;
}

export interface TransferAnswer {
  partners?: number;
  partnersReached?: number;
  // -1: fewer than half.
  medianDaysToTransfer?: number;
  lastCarrierAlarms?: number;
  stickiness?: { carriers?: string; learnings?: number; used?: number; usedSinceDeparture?: number }[];
  workshops?: {
    workshop?: string;
    theme?: string;
    heldOn?: string;
    datePrecision?: string;
    places?: string[];
    partners?: number;
    reached?: number;
    toolkits?: { id?: string }[];
    videos?: { id?: string; uri?: string }[];
  }[];
  organisations?: { organisation?: string; name?: string; reached?: boolean }[];
  themes?: { theme?: string; cells?: Cell[] }[];
  learnings?: Learning[];
  metadata?: FigureMetadata;
}

export interface Experiment {
  experiment?: string;
  question?: string;
  wording?: string;
  hypothesis?: string;
  units?: { unitId?: string; site?: string; startedOn?: string; workers?: number }[];
  startedOn?: string;
  endedOn?: string;
}

export interface Window {
  belief?: { cases?: Count; highShare?: Estimate; mean?: Estimate };
  visits?: { visits?: Count; placementsFound?: Count };
  referrals?: { made?: Count; wordedShare?: Estimate };
  language?: { positive?: Count; negative?: Count; positiveShare?: number };
}

export interface Part {
  unitId?: string;
  before?: Window;
  after?: Window;
  beliefChange?: { highShare?: Estimate; mean?: Estimate };
  language?: { from?: string; language?: { positive?: Count; negative?: Count; positiveShare?: number } }[];
}

export interface ExperimentAnswer {
  experiment?: Experiment;
  all?: Part;
  byUnit?: Part[];
  storiesShared?: number;
  influences?: { influence?: string; raised?: number; lowered?: number }[];
  windowDays?: number;
  metadata?: FigureMetadata;
}

export interface ExperimentsAnswer {
  experiments?: Experiment[];
}
