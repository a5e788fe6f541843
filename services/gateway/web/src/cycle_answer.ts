// The answers of praksis.v1.Cycles as protobuf JSON has them; only what the page reads.
import type { CycleCriteria } from './criteria.ts';

export interface LearningCase {
  caseStream?: string;
  placementId?: string;
}

export interface CycleNeed {
  lack?: string;
  site?: string;
  about?: string;
  informant?: string;
  missing?: number;
}

export interface CycleStep {
  step?: string;
  standing?: string;
  since?: string;
  endedOn?: string;
  days?: number;
  waivedBecause?: string;
  needs?: CycleNeed[];
}

export interface CycleSummary {
  stream?: string;
  challenge?: string;
  wording?: string;
  sites?: string[];
  parentCycle?: string;
  nextCycles?: string[];
  steps?: CycleStep[];
  currentStep?: string;
  begunOn?: string;
  closedOn?: string;
  ending?: string;
  days?: number;
  measures?: { decided?: number; implemented?: number; evaluated?: number };
}

export interface CycleMeasure {
  stream?: string;
  decided?: { wording?: string };
  sites?: { site?: string; plannedOn?: string; implementedOn?: string; stoppedOn?: string }[];
  evaluated?: { verdict?: string };
  evaluatedOn?: string;
}

export interface CycleBoard {
  summary?: CycleSummary;
  figure?: string;
  parent?: CycleSummary;
  parentMeasures?: CycleMeasure[];
  measuresInQuestion?: CycleMeasure[];
  criteria?: { criteria?: CycleCriteria };
  selection?: {
    selectedOn?: string;
    selected?: {
      selectionId?: string;
      certificate?: { exact?: boolean; provenPermille?: number };
      coverage?: { coveredPermille?: number };
      picks?: { learningCase?: LearningCase; newlyCovers?: unknown[]; standsFor?: number }[];
    };
  };
  overrides?: { overridden?: { reason?: string }; overriddenOn?: string }[];
  chosen?: { learningCase?: LearningCase; site?: string; onlyAnonymised?: boolean; byHand?: boolean }[];
  guides?: { guide?: { guideId?: string; questions?: { wording?: string }[] }; agreedOn?: string }[];
  interviews?: {
    interviewId?: string;
    informant?: string;
    sector?: string;
    site?: string;
    heldOn?: string;
    consent?: string;
    quotable?: boolean;
  }[];
  themes?: {
    theme?: { themeId?: string; wording?: string; recommendation?: string; evidence?: string[] };
    central?: boolean;
  }[];
  reviews?: { review?: { sites?: string[]; participants?: number }; heldOn?: string }[];
  developmentDays?: {
    day?: { sites?: string[]; participants?: number; proposals?: { wording?: string }[] };
    heldOn?: string;
  }[];
  measures?: CycleMeasure[];
}

export interface CyclesAnswer {
  cycles?: CycleSummary[];
}

export interface CycleAnswer {
  cycle?: CycleBoard;
}
