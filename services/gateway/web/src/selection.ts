// What the figures on a page are about, and how an address holds it. Nothing personal is part of a selection.
//
//   ?municipality=DK-360&municipality=DK-376&period=last-year&target_group=YOUTH&industry=G&voice=CITIZEN&rater=CITIZEN
//   ?from=2025-01-01&to=2025-03-31                       dates instead of a period
//   ?known_at=AWthZmtl…                                  as known at this position, which is one for both selections
//   ?…&compare=yes&b.municipality=DK-740&b.period=…      a second selection, beside the first
export const voices = ['CITIZEN', 'COMPANY', 'JOB_CENTRE'] as const;
export const raters = ['CASEWORKER', 'CITIZEN'] as const;
export const periods = ['all', 'this-year', 'last-year', '12-months', '3-months', 'dates'] as const;
export type Voice = (typeof voices)[number];
export type Rater = (typeof raters)[number];
export type Period = (typeof periods)[number];

export interface Selection {
  municipalities: string[];
  period: Period;
  // Only with the period "dates".
  from: string;
  to: string;
  targetGroups: string[];
  industries: string[];
  voice: Voice;
  rater: Rater;
  // A position that a server keeps; "" is now.
  knownAt: string;
}

export const everything: Selection = {
  municipalities: [],
  period: 'all',
  from: '',
  to: '',
  targetGroups: [],
  industries: [],
  voice: 'JOB_CENTRE',
  rater: 'CASEWORKER',
  knownAt: '',
};

// praksis.v1.Selection, as protobuf JSON.
export interface SelectionMessage {
  municipalities?: string[];
  from?: string;
  to?: string;
  targetGroups?: string[];
  industrySections?: string[];
}

function oneOf<Value extends string>(values: readonly Value[], text: string | null, otherwise: Value): Value {
  return values.includes(text as Value) ? (text as Value) : otherwise;
}

const isDay = (text: string | null): text is string => /^\d{4}-\d\d-\d\d$/.test(text ?? '');

// What is malformed is left out: an address is typed and mailed by people.
export function readSelection(query: URLSearchParams, prefix = ''): Selection {
  const get = (name: string) => query.get(prefix + name);
  const all = (name: string, valid: RegExp) =>
    [...new Set(query.getAll(prefix + name))].filter((text) => valid.test(text)).slice(0, 100);
  const from = get('from');
  const to = get('to');
  const dated = isDay(from) || isDay(to);
  return {
    municipalities: all('municipality', /^[A-Z]{2}-[A-Z0-9]{1,8}$/),
    period: dated ? 'dates' : oneOf(periods, get('period'), 'all'),
    from: isDay(from) ? from : '',
    to: isDay(to) ? to : '',
    targetGroups: all('target_group', /^[A-Z_]{1,64}$/),
    industries: all('industry', /^[A-U]$/),
    voice: oneOf(voices, get('voice'), everything.voice),
    rater: oneOf(raters, get('rater'), everything.rater),
    knownAt: /^[\w-]{1,4096}$/.exec(query.get('known_at') ?? '')?.[0] ?? '',
  };
}

export function writeSelection(selection: Selection, query: URLSearchParams, prefix = ''): void {
  for (const name of ['municipality', 'period', 'from', 'to', 'target_group', 'industry', 'voice', 'rater'])
    query.delete(prefix + name);
  for (const code of selection.municipalities) query.append(prefix + 'municipality', code);
  if (selection.period === 'dates') {
    if (selection.from) query.set(prefix + 'from', selection.from);
    if (selection.to) query.set(prefix + 'to', selection.to);
    if (!selection.from && !selection.to) query.set(prefix + 'period', 'dates');
  } else if (selection.period !== 'all') {
    query.set(prefix + 'period', selection.period);
  }
  for (const code of selection.targetGroups) query.append(prefix + 'target_group', code);
  for (const code of selection.industries) query.append(prefix + 'industry', code);
  if (selection.voice !== everything.voice) query.set(prefix + 'voice', selection.voice);
  if (selection.rater !== everything.rater) query.set(prefix + 'rater', selection.rater);
  if (prefix) return;
  query.delete('known_at');
  if (selection.knownAt) query.set('known_at', selection.knownAt);
}

const pad = (n: number) => String(n).padStart(2, '0');
const iso = (year: number, month: number, day: number) => {
  // Days that a month does not have become its last one.
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return `${year}-${pad(month)}-${pad(Math.min(day, last))}`;
};

// First and last day of a selection's period, "" where it has none. `today` is a day like "2026-11-26".
export function daysOf(selection: Selection, today: string): { from: string; to: string } {
  const [year, month, day] = today.split('-').map(Number) as [number, number, number];
  const monthsAgo = (months: number) =>
    iso(year + Math.floor((month - 1 - months) / 12), ((((month - 1 - months) % 12) + 12) % 12) + 1, day);
  switch (selection.period) {
    case 'all':
      return { from: '', to: '' };
    case 'this-year':
      return { from: `${year}-01-01`, to: `${year}-12-31` };
    case 'last-year':
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
    case '12-months':
      return { from: monthsAgo(12), to: today };
    case '3-months':
      return { from: monthsAgo(3), to: today };
    case 'dates':
      return { from: selection.from, to: selection.to };
  }
}

// The selection with a period widened to whole calendar years.
export function inWholeYears(selection: Selection, today: string): Selection {
  const { from, to } = daysOf(selection, today);
  if (!from && !to) return selection;
  return {
    ...selection,
    period: 'dates',
    from: from && `${from.slice(0, 4)}-01-01`,
    to: to && `${to.slice(0, 4)}-12-31`,
  };
}

export interface Asked {
  placements?: boolean;
  voice?: boolean;
  rater?: boolean;
}

// The request of a figure: what the figure cannot be asked with is left out.
export function requestOf(selection: Selection, figure: Asked, today: string): Record<string, unknown> {
  const { from, to } = daysOf(selection, today);
  const message: SelectionMessage = {};
  if (selection.municipalities.length) message.municipalities = selection.municipalities;
  if (from) message.from = from;
  if (to) message.to = to;
  if (selection.targetGroups.length) message.targetGroups = selection.targetGroups;
  if (figure.placements && selection.industries.length) message.industrySections = selection.industries;
  const request: Record<string, unknown> = { selection: message };
  if (figure.voice) request['voice'] = selection.voice;
  if (figure.rater) request['rater'] = selection.rater;
  if (selection.knownAt) request['knownAt'] = selection.knownAt;
  return request;
}

// The address of a figure's file, with the same selection.
export function fileAddress(
  name: string,
  extension: string,
  selection: Selection,
  figure: Asked,
  today: string,
): string {
  const query = new URLSearchParams();
  const { from, to } = daysOf(selection, today);
  for (const code of selection.municipalities) query.append('municipality', code);
  if (from) query.set('from', from);
  if (to) query.set('to', to);
  for (const code of selection.targetGroups) query.append('target_group', code);
  if (figure.placements) for (const code of selection.industries) query.append('industry', code);
  if (figure.voice) query.set('voice', selection.voice);
  if (figure.rater) query.set('rater', selection.rater);
  if (selection.knownAt) query.set('known_at', selection.knownAt);
  const text = query.toString();
  return `/figures/${name}.${extension}${text ? '?' + text : ''}`;
}

export function isEverything(selection: Selection): boolean {
  return (
    !selection.municipalities.length &&
    selection.period === 'all' &&
    !selection.targetGroups.length &&
    !selection.industries.length &&
    !selection.knownAt
  );
}
