// What one event of a case, a story or a programme says, in words of the reader's language. Pure.
import type { CaseEvent } from './case_answer.ts';
import type { Formats } from './charts/chart.ts';
import type { Label } from './codelists.ts';
import type { Words } from './words/en.ts';

export interface Speech {
  words: Words;
  format: Formats;
  label: Label;
}

type Body = Record<string, unknown>;

// The name of the body's field, such as "caseOpened"; "" where it is none that is known.
export function typeOf(event: CaseEvent, words: Words): string {
  return Object.keys(event).find((name) => name in words.events) ?? '';
}

export function dayOf(event: CaseEvent): string {
  return event.occurredAt?.date?.date ?? event.occurredAt?.instant?.slice(0, 10) ?? '';
}

// Which codelist a field's codes are of, by the type of event and the field.
const codelistOf: Record<string, string> = {
  'caseOpened.targetGroup': 'target-group',
  'referralMade.service': 'service',
  'referralDeclined.reason': 'referral-decline-reason',
  'flagRaised.kind': 'flag-kind',
  'coachingStarted.method': 'coaching-method',
  'coachingSessionHeld.method': 'coaching-method',
};

// Fields whose values are days, and enums; others are said where `extra` knows them.
const days = ['start', 'lastDay', 'from', 'to', 'respondBy', 'plannedEnd', 'validUntil', 'due'];
const enums = ['role', 'purpose', 'decidedBy', 'declinedBy', 'goal', 'mode', 'kind', 'obtainedBy', 'rater', 'reason'];

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function said(type: string, name: string, value: unknown, { words, format, label }: Speech): string {
  const list = codelistOf[`${type}.${name}`];
  if (list) return label(list, isObject(value) ? String(value['code'] ?? '') : String(value));
  if (days.includes(name)) return format.day(String(value));
  if (enums.includes(name) && typeof value === 'string') return words.codes[value] ?? value;
  return '';
}

function extra(type: string, body: Body, { words, format, label }: Speech): string[] {
  const number = (name: string) => Number(body[name] ?? 0);
  switch (type) {
    case 'beliefAssessed':
      return [words.case.ofFive(format.count(number('score')))];
    case 'subjectiveSuccessReported':
      return [words.case.ofFive(format.count(number('satisfaction')))];
    case 'coachingSessionHeld':
      return number('directMinutes') ? [words.case.hours(format.decimal(number('directMinutes') / 60, 1))] : [];
    case 'caseworkerAssigned':
    case 'caseworkerUnassigned':
      return [String(body['worker'] ?? '')];
    case 'referralMade':
      return [String(body['toOrganisation'] ?? '')];
    case 'placementOffered': {
      const terms = isObject(body['terms']) ? body['terms'] : {};
      return [words.codes[String(terms['type'] ?? '')] ?? '', String(terms['industry'] ?? '')];
    }
    case 'placementInterrupted':
      return (Array.isArray(body['reasons']) ? (body['reasons'] as Body[]) : []).map(
        (reason) =>
          `${words.codes[String(reason['voice'])] ?? ''}: ${label('interruption-reason', String(reason['code']))}`,
      );
    case 'programmeOpened':
    case 'programmeStageChanged':
      return [
        words.programme.atStage(format.count(number('stage'))),
        ...((body['organisations'] ?? body['joiningOrganisations'] ?? []) as string[]),
      ];
    case 'learningSessionHeld':
      return [String(body['staffGroup'] ?? ''), words.programme.came(format.count(number('participants')))];
    case 'programmeClosed':
      return [words.codes[String(body['ending'])] ?? ''];
    case 'caseTransferred':
      return [String(body['toMunicipality'] ?? '')];
    case 'eventCorrected':
    case 'eventVoided':
      return [words.case.target(format.count(number('targetVersion')))];
    default:
      return [];
  }
}

// "Placement interrupted" and what there is to say about it. Free text is not said: it is nobody's figure.
export function inWords(event: CaseEvent, speech: Speech): { what: string; details: string } {
  const type = typeOf(event, speech.words);
  const body = isObject(event[type]) ? (event[type] as Body) : {};
  const free =
    type === 'eventCorrected' ||
    type === 'eventVoided' ||
    type.startsWith('consentW') ||
    type.startsWith('consentI') ||
    type.startsWith('caseworker') ||
    type === 'referralCancelled';
  // The day on which it happened stands beside it already.
  const details = Object.entries(body)
    .filter(([name, value]) => !(free && name === 'reason') && value !== dayOf(event))
    .map(([name, value]) => said(type, name, value, speech));
  return {
    what: speech.words.events[type] ?? type,
    details: [...details, ...extra(type, body, speech)].filter(Boolean).join(' · '),
  };
}
