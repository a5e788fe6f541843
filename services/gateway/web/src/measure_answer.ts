// The answers of praksis.v1.Measures as protobuf JSON has them; only what the page reads. Whole numbers of 64 bits are
// texts there; figures and effects are millionths.

export interface MeasureMetric {
  figure?: string;
  horizonDays?: number;
  better?: string;
}

export interface MeasureEvaluated {
  verdict?: string;
  effectMicros?: string;
  intervalLowMicros?: string;
  intervalHighMicros?: string;
  confidencePercent?: number;
  observedWith?: number;
  observedWithout?: number;
}

export interface MeasureSummary {
  measure?: string;
  decidedOn?: string;
  decided?: {
    wording?: string;
    cycle?: string;
    metric?: MeasureMetric;
    design?: string;
    beforeDays?: number;
    afterDays?: number;
  };
  sites?: { site?: string; plannedOn?: string; implementedOn?: string; stoppedOn?: string }[];
  latest?: MeasureEvaluated;
  latestOn?: string;
}

export interface MeasuresAnswer {
  measures?: MeasureSummary[];
}

export interface MeasureMonth {
  month?: string;
  phase?: string;
  valueMicros?: string;
  count?: string;
  withheld?: boolean;
}

export interface AverageMonth {
  month?: number;
  valueMicros?: string;
  withheld?: boolean;
  lineMicros?: string;
  expectedMicros?: string;
}

export interface EvaluationAnswer {
  measure?: MeasureSummary;
  evaluated?: MeasureEvaluated;
  lacking?: { code?: string; site?: string; day?: string; found?: string; needed?: string }[];
  pMicros?: string;
  slope?: object;
  sites?: {
    site?: string;
    comparison?: boolean;
    implementedOn?: string;
    entered?: boolean;
    months?: MeasureMonth[];
  }[];
  average?: AverageMonth[];
  definition?: string;
  position?: string;
  asOf?: string;
  suppressedCells?: number;
  threshold?: number;
}
