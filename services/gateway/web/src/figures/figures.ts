// All figures by name: how each is shown, which call answers it, and what it may be asked with besides a selection.
import type { Answers, FigureName } from '../answers.ts';
import type { FigureView } from '../charts/chart.ts';
import { belief } from './belief.ts';
import { coachingOutcomes } from './coaching_outcomes.ts';
import { continuity } from './continuity.ts';
import { disagreement } from './disagreement.ts';
import { funnel } from './funnel.ts';
import { interruptions } from './interruptions.ts';
import { referrals } from './referrals.ts';
import { returnToWork } from './return_to_work.ts';

export interface Figure<Name extends FigureName> {
  view: FigureView<Answers[Name]>;
  // Of praksis.v1.Dashboards.
  method: string;
  // About placements: may be asked for industry sections.
  placements?: boolean;
  voice?: boolean;
  rater?: boolean;
}

export const figures: { [Name in FigureName]: Figure<Name> } = {
  'funnel': { view: funnel, method: 'GetFunnel' },
  'referrals': { view: referrals, method: 'GetReferrals' },
  'interruptions': { view: interruptions, method: 'GetInterruptions', placements: true, voice: true },
  'disagreement': { view: disagreement, method: 'GetDisagreement', placements: true },
  'return-to-work': { view: returnToWork, method: 'GetReturnToWork' },
  'coaching-outcomes': { view: coachingOutcomes, method: 'GetCoachingOutcomes' },
  'belief': { view: belief, method: 'GetBelief', rater: true },
  'continuity': { view: continuity, method: 'GetContinuity' },
};
