// praksis.v1.SelectCasesResponse as protobuf JSON has it, only what the page reads; and what came and went between two.
// Numbers of 64 bits are texts there.
export type Features = Record<string, string | undefined>;

export interface Twin {
  stream?: string;
  placementId?: string;
  pseudonym?: string;
  anonymised?: boolean;
  features?: Features;
}

export interface ChoicePick extends Twin {
  municipality?: string;
  gainMicros?: string;
  newlyShows?: string[];
  standsFor?: string;
  twin?: Twin;
}

export interface Relaxation {
  criterion?: string;
  adds?: string;
  kind?: string;
  minCalendarMonths?: number;
  atLeastDays?: number;
  feature?: string;
}

export interface ChoiceSite {
  municipality?: string;
  universe?: string;
  candidates?: string;
  quota?: number;
  chosen?: number;
  excluded?: Record<string, string | undefined>;
  relaxations?: Relaxation[];
  among?: { feature?: string; value?: string };
}

export interface ChoiceAnswer {
  picks?: ChoicePick[];
  certificate?: { exact?: boolean; provenPermille?: number; picksCutShort?: number };
  sites?: ChoiceSite[];
  coveragePermille?: number;
  uncovered?: { features?: Features; cases?: string }[];
  asOf?: string;
}

export const numberOf = (text: string | undefined): number => Number(text ?? 0);

// Why placements were no candidates, in the order in which it is asked.
export const exclusions = [
  'caseUnavailable',
  'shorterThanAMonth',
  'filtered',
  'noConsent',
  'noConsentAndNotAlikeEnough',
  'noTwin',
] as const;
export type Exclusion = (typeof exclusions)[number];

export function excludedBy(answer: ChoiceAnswer, exclusion: Exclusion): number {
  return (answer.sites ?? []).reduce((sum, site) => sum + numberOf(site.excluded?.[exclusion]), 0);
}

// One step down from all placements to those chosen: what is left after it, and how many it took.
export interface FallStep {
  name: 'universe' | Exclusion | 'candidates' | 'chosen';
  taken: number;
  left: number;
}

export function fallOf(answer: ChoiceAnswer): FallStep[] {
  const sum = (of: (site: ChoiceSite) => number) => (answer.sites ?? []).reduce((all, site) => all + of(site), 0);
  let left = sum((site) => numberOf(site.universe));
  const steps: FallStep[] = [{ name: 'universe', taken: 0, left }];
  for (const name of exclusions) {
    const taken = excludedBy(answer, name);
    if (!taken) continue;
    left -= taken;
    steps.push({ name, taken, left });
  }
  steps.push({ name: 'candidates', taken: 0, left: sum((site) => numberOf(site.candidates)) });
  steps.push({ name: 'chosen', taken: 0, left: (answer.picks ?? []).length });
  return steps;
}

// By pseudonym, which is the same for a case in every answer.
export interface Change {
  came: Set<string>;
  gone: ChoicePick[];
}

export function changeBetween(before: ChoiceAnswer | undefined, after: ChoiceAnswer): Change {
  const nameOf = (pick: ChoicePick) => pick.pseudonym ?? '';
  if (!before) return { came: new Set(), gone: [] };
  const then = new Set((before.picks ?? []).map(nameOf));
  const now = new Set((after.picks ?? []).map(nameOf));
  return {
    came: new Set([...now].filter((name) => !then.has(name))),
    gone: (before.picks ?? []).filter((pick) => !now.has(nameOf(pick))),
  };
}
