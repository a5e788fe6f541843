// The answers of praksis.v1.Dashboards as protobuf JSON has them: default values are left out, 64-bit integers are
// strings, enums are names. Only what the pages read; proto/praksis/v1/dashboards.proto says what each field means.

export interface Count {
  value?: string;
  suppressed?: boolean;
}

export interface Estimate {
  value?: number;
  lower?: number;
  upper?: number;
  suppressed?: boolean;
}

export interface FigureMetadata {
  figure?: string;
  definitionRevision?: number;
  definition?: string;
  position?: string;
  asOf?: string;
  suppressedCells?: number;
  threshold?: number;
}

export interface IncidencePoint {
  day?: number;
  incidence?: Estimate;
  atRisk?: Count;
}

export interface Cause {
  code?: string;
  competing?: boolean;
  count?: Count;
  points?: IncidencePoint[];
}

export interface FunnelAnswer {
  steps?: { stage?: string; reached?: Count; furthest?: Count; share?: Estimate }[];
  metadata?: FigureMetadata;
}

export interface ReferralsAnswer {
  made?: Count;
  answered?: Count;
  accepted?: Count;
  acceptance?: Estimate;
  medianDaysToAnswer?: number;
  medianSuppressed?: boolean;
  medianDaysToAnswerLower?: number;
  medianDaysToAnswerUpper?: number;
  resourcesWorded?: Estimate;
  refusals?: { decidedBy?: string; reason?: string; count?: Count }[];
  metadata?: FigureMetadata;
}

export interface InterruptionsAnswer {
  started?: Count;
  interrupted?: Count;
  running?: Count;
  overall?: IncidencePoint[];
  curve?: IncidencePoint[];
  causes?: Cause[];
  voice?: string;
  metadata?: FigureMetadata;
}

export interface DisagreementAnswer {
  interrupted?: Count;
  severalVoices?: Count;
  differ?: Estimate;
  pairs?: {
    first?: string;
    second?: string;
    both?: Count;
    differ?: Estimate;
    kappa?: Estimate;
    kappaUndefined?: boolean;
  }[];
  metadata?: FigureMetadata;
}

export interface ReturnToWorkAnswer {
  opened?: Count;
  returned?: Count;
  exited?: Count;
  waiting?: Count;
  overall?: IncidencePoint[];
  curve?: IncidencePoint[];
  causes?: Cause[];
  lasting?: { sustained?: Count; ongoing?: Count; ended?: Count; sustainedShare?: Estimate };
  subjective?: { answered?: Count; answerRate?: Estimate; satisfied?: Estimate };
  objectiveSubjective?: {
    workSatisfied?: Count;
    workNotSatisfied?: Count;
    noWorkSatisfied?: Count;
    noWorkNotSatisfied?: Count;
  };
  metadata?: FigureMetadata;
}

export interface CoachingGroup {
  method?: string;
  methodRevision?: string;
  episodes?: Count;
  known?: Count;
  selfObtained?: Count;
  success?: Estimate;
  hoursPerEpisode?: number;
  hoursSuppressed?: boolean;
}

export interface CoachingOutcomesAnswer {
  all?: CoachingGroup;
  byMethod?: CoachingGroup[];
  metadata?: FigureMetadata;
}

export interface BeliefAnswer {
  open?: Count;
  assessed?: Count;
  high?: Estimate;
  scores?: { score?: number; cases?: Count }[];
  quarters?: { from?: string; cases?: Count; high?: Estimate }[];
  calibration?: { score?: number; cases?: Count; inWork?: Estimate }[];
  rater?: string;
  metadata?: FigureMetadata;
}

export interface ContinuityAnswer {
  open?: Count;
  workersPerCaseYear?: number;
  workersPerCaseYearSuppressed?: boolean;
  openCasesPerWorker?: number;
  openCasesPerWorkerSuppressed?: boolean;
  withoutWorker?: Count;
  noContact14Days?: Count;
  noContact30Days?: Count;
  overdueAnswers?: Count;
  overdueFlags?: Count;
  metadata?: FigureMetadata;
}

export interface Answers {
  'funnel': FunnelAnswer;
  'referrals': ReferralsAnswer;
  'interruptions': InterruptionsAnswer;
  'disagreement': DisagreementAnswer;
  'return-to-work': ReturnToWorkAnswer;
  'coaching-outcomes': CoachingOutcomesAnswer;
  'belief': BeliefAnswer;
  'continuity': ContinuityAnswer;
}

export type FigureName = keyof Answers;
