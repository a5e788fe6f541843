// Criteria for choosing learning cases, and how an address holds them. Nothing personal is among them: places, periods
// and kinds, never a case or a caseworker.
//
//   ?quota=DK-360:5&quota=DK-376:PLACEMENT_TYPE:HYBRID:2       five of one, two of another among those of a type
//   &ending=COMPLETED&start=2025-01-01&end=2025-12-31&mode=TYPICAL&months=3&cap=2&consented=yes
//   &only=TARGET_GROUP:YOUTH,ACTIVITY_READY&weigh=TARGET_GROUP:2&cycle=cycle/…     conditions, weights, whose criteria
export const modes = ['MAXIMUM_VARIATION', 'TYPICAL', 'EXTREME', 'DISCONFIRMING', 'MATCHED_PAIR'] as const;
export const endings = ['INTERRUPTED', 'COMPLETED', 'ENDED'] as const;
// Their names as praksis.v1.PlacementFeature has them, and as praksis.v1.Features does.
export const features = [
  'REASON_CITIZEN',
  'REASON_COMPANY',
  'REASON_JOB_CENTRE',
  'DURATION_BAND',
  'INDUSTRY_SECTION',
  'PLACEMENT_TYPE',
  'TARGET_GROUP',
  'BELIEF_TRAJECTORY',
] as const;
export type Mode = (typeof modes)[number];
export type Ending = (typeof endings)[number];
export type Feature = (typeof features)[number];

export interface Quota {
  site: string;
  count: number;
  feature?: Feature;
  value?: string;
}

export interface Criteria {
  quotas: Quota[];
  ending: Ending;
  from: string;
  to: string;
  mode: Mode;
  months: number;
  // 0: no cap.
  cap: number;
  consentedOnly: boolean;
  filters: Partial<Record<Feature, string[]>>;
  // Those that are not 1.
  weights: Partial<Record<Feature, number>>;
  // The cycle whose criteria these were at first.
  cycle: string;
}

export const usual: Criteria = {
  quotas: [],
  ending: 'INTERRUPTED',
  from: '',
  to: '',
  mode: 'MAXIMUM_VARIATION',
  months: 1,
  cap: 0,
  consentedOnly: false,
  filters: {},
  weights: {},
  cycle: '',
};

const names = ['quota', 'ending', 'start', 'end', 'mode', 'months', 'cap', 'consented', 'only', 'weigh'];
// What an address holds for this page alone.
export const criteriaNames = [...names, 'cycle'];

const site = /^[A-Z]{2}-[A-Z0-9]{1,8}$/;
const value = /^[A-Za-z0-9_+-]{1,64}$/;
const isDay = (text: string | null): text is string => /^\d{4}-\d\d-\d\d$/.test(text ?? '');
const isFeature = (text: string | undefined): text is Feature => features.includes(text as Feature);

function whole(text: string | null | undefined, least: number, most: number, otherwise: number): number {
  const number = /^\d{1,4}$/.test(text ?? '') ? Number(text) : NaN;
  return number >= least && number <= most ? number : otherwise;
}

function readQuota(text: string): Quota[] {
  const parts = text.split(':');
  const count = whole(parts[parts.length - 1], 1, 100, 0);
  if (!site.test(parts[0]!) || !count) return [];
  if (parts.length === 2) return [{ site: parts[0]!, count }];
  if (parts.length !== 4 || !isFeature(parts[1]) || !value.test(parts[2]!)) return [];
  return [{ site: parts[0]!, count, feature: parts[1], value: parts[2]! }];
}

// What is malformed is left out: an address is typed and mailed by people.
export function readCriteria(query: URLSearchParams): Criteria {
  const oneOf = <Value extends string>(all: readonly Value[], name: string, otherwise: Value) =>
    all.includes(query.get(name) as Value) ? (query.get(name) as Value) : otherwise;
  const day = (name: string) => (isDay(query.get(name)) ? query.get(name)! : '');
  const criteria: Criteria = {
    quotas: query.getAll('quota').flatMap(readQuota).slice(0, 20),
    ending: oneOf(endings, 'ending', usual.ending),
    from: day('start'),
    to: day('end'),
    mode: oneOf(modes, 'mode', usual.mode),
    months: whole(query.get('months'), 0, 60, usual.months),
    cap: whole(query.get('cap'), 1, 100, 0),
    consentedOnly: query.get('consented') === 'yes',
    filters: {},
    weights: {},
    cycle: /^cycle\/[\w.-]{1,200}$/.test(query.get('cycle') ?? '') ? query.get('cycle')! : '',
  };
  for (const text of query.getAll('only')) {
    const [feature, list] = text.split(':');
    const values = (list ?? '').split(',').filter((one) => value.test(one));
    if (isFeature(feature) && values.length) criteria.filters[feature] = [...new Set(values)].slice(0, 50);
  }
  for (const text of query.getAll('weigh')) {
    const [feature, weight] = text.split(':');
    const number = /^\d{1,4}(\.\d{1,3})?$/.test(weight ?? '') ? Number(weight) : NaN;
    if (isFeature(feature) && number <= 1000 && number !== 1) criteria.weights[feature] = number;
  }
  return criteria;
}

export function writeCriteria(criteria: Criteria, query: URLSearchParams): void {
  for (const name of criteriaNames) query.delete(name);
  for (const quota of criteria.quotas) {
    const among = quota.feature ? [quota.feature, quota.value ?? ''] : [];
    query.append('quota', [quota.site, ...among, quota.count].join(':'));
  }
  const put = (name: string, text: string | number, otherwise: string | number) => {
    if (text !== otherwise) query.set(name, String(text));
  };
  put('ending', criteria.ending, usual.ending);
  put('start', criteria.from, '');
  put('end', criteria.to, '');
  put('mode', criteria.mode, usual.mode);
  put('months', criteria.months, usual.months);
  put('cap', criteria.cap, 0);
  put('consented', criteria.consentedOnly ? 'yes' : '', '');
  for (const feature of features) {
    const values = criteria.filters[feature];
    if (values?.length) query.append('only', `${feature}:${values.join(',')}`);
    const weight = criteria.weights[feature];
    if (weight !== undefined && weight !== 1) query.append('weigh', `${feature}:${weight}`);
  }
  put('cycle', criteria.cycle, '');
}

// praksis.v1.SelectCasesRequest, as protobuf JSON.
export function criteriaRequest(criteria: Criteria): Record<string, unknown> {
  const named = (feature: Feature) => `PLACEMENT_FEATURE_${feature}`;
  const filters = features
    .filter((feature) => criteria.filters[feature]?.length)
    .map((feature) => ({ feature: named(feature), values: criteria.filters[feature] }));
  const weights = features
    .filter((feature) => criteria.weights[feature] !== undefined)
    .map((feature) => ({ feature: named(feature), weightPermille: Math.round(criteria.weights[feature]! * 1000) }));
  return {
    quotas: criteria.quotas.map((quota) => ({
      municipality: quota.site,
      count: quota.count,
      ...(quota.feature && { among: { feature: named(quota.feature), value: quota.value } }),
    })),
    challenge: {
      outcome: criteria.ending,
      ...(criteria.from && { from: criteria.from }),
      ...(criteria.to && { to: criteria.to }),
    },
    mode: criteria.mode,
    minCalendarMonths: criteria.months,
    ...(criteria.cap && { maxPerCaseworker: criteria.cap }),
    ...(criteria.consentedOnly && { consentedOnly: true }),
    ...(filters.length && { filters }),
    ...(weights.length && { weights }),
  };
}

// praksis.v1.SelectionCriteria, as protobuf JSON has it.
export interface CycleCriteria {
  periodStart?: string;
  periodEnd?: string;
  endings?: string[];
  minCalendarMonths?: number;
  filters?: { feature?: string; values?: string[] }[];
  quotas?: { site?: string; cases?: number; among?: { feature?: string; value?: string } }[];
  mode?: string;
  maxPerCaseworker?: number;
  admitAnonymised?: boolean;
  weights?: { feature?: string; weightPermille?: number }[];
}

// As the page has them.
export function criteriaOfCycle(cycle: string, criteria: CycleCriteria): Criteria {
  const without = (prefix: string, name: string | undefined) => (name ?? '').replace(prefix, '');
  const featureOf = (name: string | undefined) => without('PLACEMENT_FEATURE_', name) as Feature;
  const asked = (criteria.endings ?? []).map((ending) => without('PLACEMENT_ENDING_', ending));
  const own: Criteria = {
    ...usual,
    quotas: (criteria.quotas ?? []).map((quota) => ({
      site: quota.site ?? '',
      count: quota.cases ?? 0,
      ...(quota.among && { feature: featureOf(quota.among.feature), value: quota.among.value ?? '' }),
    })),
    ending: asked.includes('COMPLETED') ? (asked.includes('INTERRUPTED') ? 'ENDED' : 'COMPLETED') : 'INTERRUPTED',
    from: criteria.periodStart ?? '',
    to: criteria.periodEnd ?? '',
    mode: (without('SELECTION_MODE_', criteria.mode) || usual.mode) as Mode,
    months: criteria.minCalendarMonths ?? usual.months,
    cap: criteria.maxPerCaseworker ?? 0,
    consentedOnly: !criteria.admitAnonymised,
    filters: {},
    weights: {},
    cycle,
  };
  for (const filter of criteria.filters ?? []) own.filters[featureOf(filter.feature)] = filter.values ?? [];
  for (const { feature, weightPermille } of criteria.weights ?? [])
    own.weights[featureOf(feature)] = (weightPermille ?? 0) / 1000;
  return own;
}
