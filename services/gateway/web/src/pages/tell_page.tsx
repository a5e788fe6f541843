// Telling a story of success, with the method's guidance; then its place among the others, to be taken apart.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';
import { followLink, go, pathOf } from '../location.ts';
import { Card } from '../parts/card.tsx';
import { ChoiceField, TextField } from '../parts/form_fields.tsx';
import { PickField } from '../parts/pick_field.tsx';
import { RecorderFields, useFrame } from '../parts/recorder_fields.tsx';
import { RecordingState } from '../parts/recording_state.tsx';
import { StoryConsentState, useStoryConsent } from '../parts/story_consent.tsx';
import { StoryGraph } from '../parts/story_graph.tsx';
import { TakeApart } from '../parts/take_apart.tsx';
import { useCall } from '../parts/use_call.ts';
import { useKept } from '../parts/use_kept.ts';
import { useRecording, type Recording } from '../parts/use_recording.ts';
import type { Refusal } from '../recording.ts';
import type { PrinciplesAnswer } from '../stories_answer.ts';
import {
  anonymised,
  factsOf,
  fieldOf,
  newDraft,
  newTurningPoint,
  streamOf,
  type Draft,
  type Frame,
  type TurningPoint,
} from '../telling.ts';
import { languageNames, languages, type Language } from '../words/words.ts';

type Problems = Record<string, string[]>;

// What the server says of each field.
function problemsOf(draft: Draft, refusals: Refusal[]): Problems {
  const problems: Problems = {};
  for (const { fact, error } of refusals) {
    for (const { field, description } of error.violations) {
      const name = fieldOf(draft, fact, field ?? '');
      const there = (problems[name] ??= []);
      // The actor of a chief action is wrong where that of the story is.
      if (description && !there.includes(description)) there.push(description);
    }
  }
  return problems;
}

interface Part {
  draft: Draft;
  change(part: Partial<Draft>): void;
  frame: Frame;
  setFrame(part: Partial<Frame>): void;
  problems: Problems;
}

// Programmes, sessions and staff groups that stories were told in.
function useSuggestions() {
  const { answer } = useCall<PrinciplesAnswer>('praksis.v1.Stories/ListPrinciples', {});
  return useMemo(() => {
    const principles = answer?.principles ?? [];
    const stories = principles.flatMap((one) => (one.stories ?? []).map(({ story }) => story ?? {}));
    const all = (texts: (string | undefined)[]) => [...new Set(texts)].filter((text) => text !== undefined).sort();
    return {
      programmes: all([...principles.map((one) => one.programme), ...stories.map((one) => one.programme)]),
      sessions: all(stories.map((one) => one.session)),
      staffGroups: all(stories.map((one) => one.staffGroup)),
    };
  }, [answer]);
}

function Where({ draft, change, frame, setFrame, problems }: Part) {
  const { words } = useSurroundings();
  const say = words.tell;
  const suggestions = useSuggestions();
  const field = (name: 'programme' | 'session' | 'staffGroup', list: string[], required: boolean) => (
    <TextField
      name={name}
      label={say[name]}
      hint={say[`${name}Hint`]}
      value={frame[name]}
      set={(text) => setFrame({ [name]: text })}
      problems={problems[name]}
      suggestions={list}
      dir="ltr"
      required={required}
    />
  );
  return (
    <Card title={say.where} explain={say.whereHint}>
      <div class="columns">
        <RecorderFields frame={frame} set={setFrame} problems={problems} />
        {field('programme', suggestions.programmes, true)}
        {field('session', suggestions.sessions, false)}
        {field('staffGroup', suggestions.staffGroups, true)}
        <TextField
          name="teller"
          label={say.teller}
          hint={say.tellerHint}
          value={draft.teller}
          set={(teller) => change({ teller })}
          problems={problems['teller']}
          dir="ltr"
        />
        <TextField
          name="day"
          label={say.day}
          type="date"
          value={draft.day}
          set={(day) => change({ day })}
          problems={problems['day']}
          required
        />
        <PickField
          label={say.language}
          values={languages}
          nameOf={(language) => languageNames[language]}
          value={draft.language as Language}
          pick={(language) => change({ language })}
        />
      </div>
    </Card>
  );
}

function TurningPoints({ draft, change, problems }: Part) {
  const { words, format } = useSurroundings();
  const say = words.tell;
  const list = useRef<HTMLDivElement>(null);
  const points = draft.turningPoints;
  const put = (turningPoints: TurningPoint[]) => change({ turningPoints });
  // Where the keyboard goes on after one was added or taken away.
  const focusOn = useRef('');
  // Before the next key is pressed.
  useLayoutEffect(() => {
    if (!focusOn.current) return;
    list.current?.querySelector<HTMLElement>(focusOn.current)?.focus();
    focusOn.current = '';
  }, [points.length]);
  return (
    <fieldset class="field points">
      <legend>{say.turningPoints}</legend>
      <p class="hint">{say.turningPointsHint}</p>
      <div ref={list}>
        {points.map((point, i) => (
          <div key={point.id} class="point">
            <TextField
              name={point.id}
              label={say.turningPoint(format.count(i + 1))}
              value={point.wording}
              rows={2}
              set={(wording) => put(points.map((one) => (one.id === point.id ? { ...one, wording } : one)))}
              problems={problems[point.id]}
            />
            {points.length > 1 && (
              <button
                type="button"
                aria-label={say.removeTurningPoint(format.count(i + 1))}
                onClick={() => {
                  focusOn.current = '.add-point';
                  put(points.filter((one) => one.id !== point.id));
                }}
              >
                ×
              </button>
            )}
          </div>
        ))}
        <button
          type="button"
          class="add-point"
          onClick={() => {
            const added = newTurningPoint();
            focusOn.current = `[data-field="${added.id}"]`;
            put([...points, added]);
          }}
        >
          {say.addTurningPoint}
        </button>
      </div>
    </fieldset>
  );
}

function TheStory(part: Part) {
  const { draft, change, problems } = part;
  const { words } = useSurroundings();
  const say = words.tell;
  const area = (name: 'before' | 'after' | 'byProducts', required: boolean) => (
    <TextField
      name={name}
      label={say[name]}
      hint={say[`${name}Hint`]}
      value={draft[name]}
      rows={4}
      set={(text) => change({ [name]: text })}
      problems={problems[name]}
      required={required}
    />
  );
  return (
    <Card title={say.story} explain={say.method}>
      <div class="rows">
        {area('before', true)}
        <TurningPoints {...part} />
        {area('after', true)}
        <ChoiceField
          name="success"
          label={say.success}
          hint={say.successHint}
          choices={say.successes}
          value={draft.success}
          set={(success) => change({ success })}
          problems={problems['success']}
        />
        {area('byProducts', false)}
        <TextField
          name="title"
          label={say.title}
          hint={say.titleHint}
          value={draft.title}
          set={(title) => change({ title })}
          problems={problems['title']}
        />
      </div>
    </Card>
  );
}

function About({ draft, change, problems }: Part) {
  const { words } = useSurroundings();
  const say = words.tell;
  const consent = useStoryConsent(streamOf('case', draft.caseStream));
  const allowed = consent.state === 'missing' ? [anonymised] : undefined;
  // What was chosen before it was known that it may not be is not chosen any more.
  useEffect(() => {
    if (allowed && draft.anonymity && draft.anonymity !== anonymised) change({ anonymity: '' });
  }, [consent.state, draft.anonymity]);
  return (
    <Card title={say.about}>
      <div class="rows">
        <TextField
          name="caseStream"
          label={say.caseStream}
          hint={say.caseHint}
          value={draft.caseStream}
          set={(caseStream) => change({ caseStream })}
          problems={problems['caseStream']}
          dir="ltr"
        />
        <StoryConsentState consent={consent} />
        <ChoiceField
          name="anonymity"
          label={say.anonymity}
          hint={say.anonymityHint}
          choices={say.anonymities}
          value={draft.anonymity}
          set={(anonymity) => change({ anonymity })}
          problems={problems['anonymity']}
          allowed={allowed}
        />
      </div>
    </Card>
  );
}

// Moves to the first field that has to be mended, once it is said what is wrong with it.
function useFirstProblem({ refusals, state }: Recording) {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (!refusals.length || state !== 'ready') return;
    form.current?.querySelector<HTMLElement>('.field:has(> .problem) :is(input, textarea)')?.focus();
  }, [refusals, state]);
  return form;
}

function Telling() {
  const { words, language, today, place, announce } = useSurroundings();
  const say = words.tell;
  const [draft, setDraft] = useKept('praksis.tell.draft', () => newDraft(language, today));
  const [frame, setFrame] = useFrame();
  const recording = useRecording('praksis.tell.sent', ['STORY_NOT_TOLD'], ([told], { refusal }) => {
    setDraft(undefined);
    announce(say.recorded);
    go('stories/tell', place.query, { story: told!.stream, ...(refusal ? { partly: refusal.error.message } : {}) });
  });
  const form = useFirstProblem(recording);
  const part: Part = {
    draft,
    change: (change) => setDraft({ ...draft, ...change }),
    frame,
    setFrame: (change) => setFrame({ ...frame, ...change }),
    problems: problemsOf(draft, recording.refusals),
  };
  const inFields = (error: CallError) => error.violations.length > 0 && !part.problems[''];
  return (
    <form
      ref={form}
      class="tell"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        recording.send(factsOf(draft, frame));
      }}
    >
      {/* What was sent stays as it was until it is known what became of it. */}
      <fieldset class="bare" disabled={recording.state !== 'ready'}>
        <Where {...part} />
        <TheStory {...part} />
        <About {...part} />
      </fieldset>
      <RecordingState recording={recording} inFields={inFields} />
      <p class="hint">{say.kept}</p>
      <p class="form-actions">
        <button type="submit" class="main" disabled={recording.state !== 'ready'}>
          {recording.state === 'sending' ? say.sending : say.record}
        </button>
        <button
          type="button"
          disabled={recording.state !== 'ready'}
          onClick={() => {
            recording.forget();
            setDraft(undefined);
          }}
        >
          {say.begin}
        </button>
      </p>
    </form>
  );
}

function Told({ story, partly }: { story: string; partly: string | undefined }) {
  const { words, place } = useSurroundings();
  const say = words.tell;
  const [around, setAround] = useState(story);
  const [rounds, setRounds] = useState(0);
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => head.current?.focus(), [story]);
  return (
    <>
      <section class="card" aria-label={say.recorded}>
        <header>
          <h2 ref={head} tabIndex={-1}>
            {say.recorded}
          </h2>
        </header>
        {partly && (
          <div class="state">
            <p class="state-what">{say.partly}</p>
            <p class="problem" lang="en" dir="ltr">
              {partly}
            </p>
          </div>
        )}
        <p class="explain">{say.recordedHint}</p>
        <p class="form-actions">
          <button type="button" onClick={() => go('stories/tell', place.query)}>
            {say.another}
          </button>
          <a href={pathOf('stories')} onClick={(event) => followLink(event, 'stories', place.query)}>
            {say.toStories}
          </a>
        </p>
      </section>
      <Card title={words.stories.picture}>
        <StoryGraph key={rounds} around={around} choose={setAround} />
      </Card>
      <TakeApart key={story} story={story} changed={() => setRounds((n) => n + 1)} />
    </>
  );
}

export function TellPage() {
  const { place } = useSurroundings();
  const story = place.kept['story'];
  return story ? <Told story={story} partly={place.kept['partly']} /> : <Telling />;
}
