// The answers of praksis.v1.Measures as protobuf JSON has them; only what the page reads. Whole numbers of 64 bits are
// texts there; figures and effects are millionths.
import type { Composition } from './definitions.ts';

export interface MeasureMetric {
  figure?: string;
  horizonDays?: number;
  better?: string;
}

// "MEASURE_FIGURE_BELIEF" → "measure-belief".
const nameOf = (code: string | undefined) =>
  'measure-' +
  (code ?? '')
    .replace(/^MEASURE_(FIGURE|DESIGN)_/, '')
    .replaceAll('_', '-')
    .toLowerCase();

// What the definition of an evaluation is put together from (services/measures/definition.cc).
export function compositionOf(metric: MeasureMetric | undefined, design: string | undefined): Composition {
  // A stepped wedge is the same regression.
  const estimate = design === 'MEASURE_DESIGN_STEPPED_WEDGE' ? 'MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES' : design;
  return {
    names: [nameOf(metric?.figure), 'measure-months', nameOf(estimate)],
    gaps: { days: String(metric?.horizonDays ?? 0) },
  };
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
