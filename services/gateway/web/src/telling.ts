// A story as it is being told on the page, and the facts that it becomes: StoryTold, and a ChiefActionIdentified for each
// turning point. Its identifiers are made with the draft, so that sending it again, even from another tab, is a repeat.
import { municipalityCode } from './data/municipalities.ts';
import { factOf, newEventId, type Fact, type Recorder } from './recording.ts';

export interface TurningPoint {
  // Its event_id.
  id: string;
  wording: string;
}

export interface Draft {
  // The event_id of StoryTold; the story is "story/<id>".
  id: string;
  title: string;
  before: string;
  turningPoints: TurningPoint[];
  after: string;
  // STORY_SUCCESS_…, STORY_ANONYMITY_…; '' before one is chosen.
  success: string;
  anonymity: string;
  // One a line.
  byProducts: string;
  caseStream: string;
  teller: string;
  language: string;
  day: string;
}

// Of a story whose texts are shown without the case's consent.
export const anonymised = 'STORY_ANONYMITY_ANONYMISED';

// What stays the same from story to story: who records, and where it was told.
export interface Frame {
  actor: string;
  role: string;
  municipality: string;
  programme: string;
  session: string;
  staffGroup: string;
}

export const emptyFrame: Frame = {
  actor: '',
  role: 'FACILITATOR',
  municipality: '',
  programme: '',
  session: '',
  staffGroup: '',
};

export const newTurningPoint = (): TurningPoint => ({ id: newEventId(), wording: '' });

export function newDraft(language: string, day: string): Draft {
  return {
    id: newEventId(),
    title: '',
    before: '',
    turningPoints: [newTurningPoint()],
    after: '',
    success: '',
    anonymity: '',
    byProducts: '',
    caseStream: '',
    teller: '',
    language,
    day,
  };
}

// "p-1" → "programme/p-1"; what has a kind keeps it.
export function streamOf(kind: string, text: string): string {
  const name = text.trim();
  return name && !name.includes('/') ? `${kind}/${name}` : name;
}

export const storyOf = (draft: Draft) => `story/${draft.id}`;

export const recorderOf = (frame: Frame, day: string): Recorder => ({
  actor: frame.actor.trim(),
  role: frame.role,
  municipality: municipalityCode(frame.municipality) ?? frame.municipality.trim(),
  day,
});

// Texts that are '' are left out: the server says which it needs.
function said(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, text]) => [name, text.trim()] as const)
      .filter(([, text]) => text),
  );
}

const toldPoints = (draft: Draft) => draft.turningPoints.filter(({ wording }) => wording.trim());

export function factsOf(draft: Draft, frame: Frame): Fact[] {
  const recorder = recorderOf(frame, draft.day);
  const storyTold = {
    ...said({
      programme: streamOf('programme', frame.programme),
      session: frame.session,
      teller: draft.teller,
      staffGroup: frame.staffGroup,
      caseStream: streamOf('case', draft.caseStream),
      title: draft.title,
      before: draft.before,
      after: draft.after,
      success: draft.success,
      anonymity: draft.anonymity,
      language: draft.language,
    }),
    byProducts: draft.byProducts
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  };
  const actions = toldPoints(draft).map(({ id, wording }, i) =>
    factOf(recorder, id, storyOf(draft), {
      chiefActionIdentified: { actionId: `a-${i + 1}`, ...said({ wording, session: frame.session }) },
    }),
  );
  return [factOf(recorder, draft.id, storyOf(draft), { storyTold }), ...actions];
}

// The form's field that a violation is about: "event.story_told.by_products[1]" of the first fact is "byProducts", the
// wording of a turning point is its id. '' where the form has no such field.
export function fieldOf(draft: Draft, fact: number, path: string): string {
  const [, body, name] = /^event\.(\w+)(?:\.(\w+))?/.exec(path) ?? [];
  if (body === 'actor') return 'actor';
  if (body === 'municipality') return 'municipality';
  if (body === 'occurred_at') return 'day';
  const field = (name ?? '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (body === 'story_told') return field;
  if (body === 'chief_action_identified') {
    return field === 'session' ? field : (toldPoints(draft)[fact - 1]?.id ?? '');
  }
  return '';
}
