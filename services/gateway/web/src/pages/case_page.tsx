// One case: asked for by its identifier, which stays out of the address.
import { useId } from 'preact/hooks';
import type { CaseAnswer, CaseSummary } from '../case_answer.ts';
import { useSurroundings } from '../context.ts';
import { municipalityName } from '../data/municipalities.ts';
import { go } from '../location.ts';
import { LearntFromIt } from '../parts/learnt_from.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { StoriesLike } from '../parts/stories_like.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useCall } from '../parts/use_call.ts';

function Ask() {
  const { words, place } = useSurroundings();
  const id = useId();
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        const input = event.currentTarget.elements.namedItem('case') as HTMLInputElement;
        const stream = input.value.trim();
        if (stream) go('case', place.query, { stream: stream.includes('/') ? stream : `case/${stream}` });
      }}
    >
      <div class="field">
        <label for={id}>{words.case.ask}</label>
        <input
          id={id}
          name="case"
          defaultValue={place.kept['stream'] ?? ''}
          aria-describedby={`${id}-hint`}
          autocomplete="off"
          spellcheck={false}
          dir="ltr"
          required
          maxLength={80}
        />
      </div>
      <button type="submit" class="main">
        {words.case.show}
      </button>
      <p id={`${id}-hint`} class="hint">
        {words.case.askHint} {words.case.staffOnly}
      </p>
    </form>
  );
}

function List({ title, items }: { title: string; items: string[] }) {
  const { words } = useSurroundings();
  return (
    <div>
      <dt>{title}</dt>
      {items.length ? items.map((item, i) => <dd key={i}>{item}</dd>) : <dd class="none">{words.case.none}</dd>}
    </div>
  );
}

function Summary({ summary }: { summary: CaseSummary }) {
  const { words, format, label } = useSurroundings();
  const { case: say, codes, raters } = words;
  const code = (name: string | undefined) => codes[name ?? ''] ?? name ?? '';
  const span = (from: string | undefined, to: string | undefined) =>
    from ? (to ? say.fromTo(format.day(from), format.day(to)) : say.since(format.day(from))) : '';
  const line = (...parts: string[]) => parts.filter(Boolean).join(', ');
  const score = (n: number | undefined) => (n ? say.ofFive(format.count(n)) : say.notAssessed);
  return (
    <section class="card" aria-label={say.standing}>
      <header>
        <h2>
          <bdi dir="ltr">{summary.stream}</bdi>
        </h2>
        <p class={`badge badge-${summary.status === 'OPEN' ? 'good' : 'quiet'}`}>
          {summary.status === 'OPEN' ? say.open : say.closed}
        </p>
      </header>
      <dl class="facts">
        <List title={say.municipality} items={[municipalityName(summary.municipality ?? '')]} />
        <List title={say.targetGroup} items={[label('target-group', summary.targetGroup ?? '')]} />
        <List title={say.opened} items={[format.day(summary.openedOn ?? '')]} />
        {summary.closedOn && (
          <List title={say.closedOn} items={[line(format.day(summary.closedOn), code(summary.closeReason))]} />
        )}
        <List
          title={say.workers}
          items={(summary.assignments ?? []).map((one) =>
            line(one.worker ?? '', code(one.role), span(one.from, one.to)),
          )}
        />
        <List
          title={say.referrals}
          items={(summary.referrals ?? []).map((one) =>
            line(label('service', one.service ?? ''), code(one.state), format.day(one.madeOn ?? '')),
          )}
        />
        <List
          title={say.placements}
          items={(summary.placements ?? []).map((one) =>
            line(code(one.terms?.type), code(one.state), span(one.start, one.lastDay)),
          )}
        />
        <List
          title={say.coaching}
          items={(summary.coachings ?? []).map((one) =>
            line(
              say.sessions(format.count(one.sessions ?? 0)),
              say.hours(format.decimal((one.directMinutes ?? 0) / 60, 1)),
              span(one.start, one.lastDay),
            ),
          )}
        />
        <List
          title={say.occupations}
          items={(summary.occupations ?? []).map((one) =>
            line(code(one.kind), code(one.obtainedBy), span(one.start, one.lastDay)),
          )}
        />
        <List
          title={say.consents}
          items={(summary.consents ?? []).map((one) =>
            line(code(one.purpose), one.standing ? say.standingConsent : say.notStanding),
          )}
        />
        <List
          title={say.belief}
          items={[
            `${raters.CASEWORKER}: ${score(summary.caseworkerBelief)}`,
            `${raters.CITIZEN}: ${score(summary.citizenBelief)}`,
          ]}
        />
        <List title={say.satisfaction} items={[score(summary.satisfaction)]} />
        <List title={say.flags} items={summary.openFlags ?? []} />
      </dl>
    </section>
  );
}

function Case({ stream }: { stream: string }) {
  const { words, announce } = useSurroundings();
  const { answer, error, again } = useCall<CaseAnswer>('praksis.v1.History/GetCase', { stream }, () =>
    announce(words.live.updated(words.pages.case)),
  );
  if (error && !answer) {
    if (error.code !== 'not_found') return <Failure error={error} again={again} />;
    return (
      <div class="state" role="status">
        <p class="state-what">{words.case.notFound}</p>
        <p>{words.case.notFoundHint}</p>
      </div>
    );
  }
  if (!answer) return <Loading />;
  return (
    <>
      <Summary summary={answer.summary ?? {}} />
      <Timeline title={words.case.timeline} timeline={answer.timeline ?? []} />
      {answer.related?.length ? <Timeline title={words.case.stories} timeline={answer.related} /> : null}
      <LearntFromIt all={answer.learntFrom ?? []} />
      <StoriesLike stream={stream} />
    </>
  );
}

export function CasePage() {
  const { place } = useSurroundings();
  const stream = place.kept['stream'];
  return (
    <>
      <Ask key={stream} />
      {stream && <Case stream={stream} />}
    </>
  );
}
