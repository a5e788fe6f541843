// A step of a learning cycle on its board: what it has come to, and what it still needs.
import type { ComponentChildren } from 'preact';
import type { CycleBoard, CycleMeasure, CycleNeed, CycleStep, LearningCase } from '../cycle_answer.ts';
import { useSurroundings } from '../context.ts';
import { criteriaOfCycle, writeCriteria, type CycleCriteria } from '../criteria.ts';
import { municipalityName } from '../data/municipalities.ts';
import { followLink, pathOf, type Page } from '../location.ts';
import { everything, inWholeYears, writeSelection, type Selection } from '../selection.ts';
import { OverrideForm } from './override_form.tsx';

// "CYCLE_STANDING_DONE" → "DONE".
export const without = (prefix: string, name: string | undefined) => (name ?? '').replace(prefix, '');

export const placeNames = (sites: string[] | undefined) => (sites ?? []).map(municipalityName).join(', ');

// The figures' pages that show a challenge.
const pageOfFigure: Record<string, Page> = {
  'interruptions': 'interruptions',
  'funnel': 'overview',
  'referrals': 'referrals',
  'return-to-work': 'outcomes',
  'belief': 'belief',
};

// `wide`: over all columns.
export function Part({ title, items, wide }: { title: string; items: ComponentChildren[]; wide?: boolean }) {
  if (!items.length) return null;
  return (
    <div class={wide ? 'wide' : undefined}>
      <dt>{title}</dt>
      {items.map((item, i) => (
        <dd key={i}>{item}</dd>
      ))}
    </div>
  );
}

// Leads to its effect.
function MeasureLink({ stream }: { stream: string }) {
  const { place } = useSurroundings();
  const query = new URLSearchParams(place.query.has('lang') ? { lang: place.query.get('lang')! } : {});
  query.set('measure', stream);
  return (
    <a href={`${pathOf('measures')}?${query}`} onClick={(event) => followLink(event, 'measures', query)}>
      <bdi dir="ltr">{stream}</bdi>
    </a>
  );
}

function Measure({ measure }: { measure: CycleMeasure }) {
  const { words, format } = useSurroundings();
  const say = words.cycles;
  const sites = (measure.sites ?? []).map((site) => {
    const when = site.stoppedOn
      ? say.stopped(format.day(site.stoppedOn))
      : site.implementedOn
        ? say.inUse(format.day(site.implementedOn))
        : site.plannedOn
          ? say.planned(format.day(site.plannedOn))
          : say.notYet;
    return `${municipalityName(site.site ?? '')}: ${when}`;
  });
  const verdict = say.verdicts[without('MEASURE_VERDICT_', measure.evaluated?.verdict)];
  return (
    <>
      <MeasureLink stream={measure.stream ?? ''} /> <span>{measure.decided?.wording}</span>
      <span class="aside">{sites.join('; ')}</span>
      {verdict && (
        <span class="aside">
          {say.evaluatedOn(format.day(measure.evaluatedOn ?? ''))}: {verdict}
        </span>
      )}
    </>
  );
}

export const measuresOf = (measures: CycleMeasure[] | undefined) =>
  (measures ?? []).map((measure) => <Measure key={measure.stream} measure={measure} />);

// The figure is led to in the years that the cases are chosen from, as soon as that is known.
function Challenge({ board }: { board: CycleBoard }) {
  const { words, place, today } = useSurroundings();
  const page = pageOfFigure[board.figure ?? ''];
  const query = new URLSearchParams(place.query.has('lang') ? { lang: place.query.get('lang')! } : {});
  const { periodStart: from = '', periodEnd: to = '' } = board.criteria?.criteria ?? {};
  const chosenFrom: Selection = {
    ...everything,
    municipalities: board.summary?.sites ?? [],
    period: 'dates',
    from,
    to,
  };
  writeSelection(from || to ? inWholeYears(chosenFrom, today) : { ...chosenFrom, period: 'all' }, query);
  return (
    <dl class="facts">
      <Part title={words.cycles.challenge} items={board.summary?.wording ? [board.summary.wording] : []} />
      {page && (
        <Part
          title={words.cycles.shownBy}
          items={[
            <a href={`${pathOf(page)}?${query}`} onClick={(event) => followLink(event, page, query)}>
              {words.pages[page]}
            </a>,
          ]}
        />
      )}
    </dl>
  );
}

// Why a case was chosen; nothing of those that add nothing, or were chosen by hand.
function useWhy(board: CycleBoard): (chosen: LearningCase | undefined) => string {
  const { words, format } = useSurroundings();
  const picks = board.selection?.selected?.picks ?? [];
  return (chosen) => {
    const pick = picks.find(
      ({ learningCase }) =>
        learningCase?.caseStream === chosen?.caseStream && learningCase?.placementId === chosen?.placementId,
    );
    const shown = pick?.newlyCovers?.length ?? 0;
    return [
      shown && words.cycles.firstShown(format.count(shown)),
      pick?.standsFor && words.cycles.standsFor(format.count(pick.standsFor)),
    ]
      .filter(Boolean)
      .join('; ');
  };
}

// To where they can be tried and changed, without being recorded.
function TryThem({ cycle, criteria }: { cycle: string; criteria: CycleCriteria }) {
  const { words, place } = useSurroundings();
  const query = new URLSearchParams(place.query.has('lang') ? { lang: place.query.get('lang')! } : {});
  writeCriteria(criteriaOfCycle(cycle, criteria), query);
  return (
    <a href={`${pathOf('selection')}?${query}`} onClick={(event) => followLink(event, 'selection', query)}>
      {words.choice.tryThem}
    </a>
  );
}

// A choice may be changed until what came of it is reviewed.
const canBeChanged = (board: CycleBoard) =>
  Boolean(board.selection) && !board.reviews?.length && !board.summary?.closedOn;

function Informants({ board }: { board: CycleBoard }) {
  const { words, format } = useSurroundings();
  const say = words.cycles;
  const why = useWhy(board);
  const criteria = board.criteria?.criteria;
  const selected = board.selection?.selected;
  const certificate = selected?.certificate;
  return (
    <dl class="facts">
      <Part
        title={say.criteria}
        items={
          criteria
            ? [
                (criteria.quotas ?? [])
                  .map((quota) => say.quota(format.count(quota.cases ?? 0), municipalityName(quota.site ?? '')))
                  .join(', '),
                `${format.day(criteria.periodStart ?? '')} – ${format.day(criteria.periodEnd ?? '')}`,
                <TryThem cycle={board.summary?.stream ?? ''} criteria={criteria} />,
              ]
            : []
        }
      />
      <Part
        title={say.selection}
        items={
          selected
            ? [
                format.day(board.selection?.selectedOn ?? ''),
                certificate?.exact ? say.best : say.proven(format.percent((certificate?.provenPermille ?? 0) / 1000)),
                say.covers(format.percent((selected.coverage?.coveredPermille ?? 0) / 1000)),
              ]
            : []
        }
      />
      <Part
        title={say.chosen}
        items={(board.chosen ?? []).map((one) => (
          <>
            <bdi dir="ltr">{one.learningCase?.caseStream}</bdi> {municipalityName(one.site ?? '')}
            {one.onlyAnonymised && <span class="mark"> {say.anonymisedOnly}</span>}
            {one.byHand && <span class="tag"> {say.byHand}</span>}
            {why(one.learningCase) && <span class="aside">{why(one.learningCase)}</span>}
          </>
        ))}
      />
      <Part
        title={say.overrides}
        items={(board.overrides ?? []).map(
          (one) => `${format.day(one.overriddenOn ?? '')}: ${one.overridden?.reason ?? ''}`,
        )}
      />
    </dl>
  );
}

function Interviews({ board }: { board: CycleBoard }) {
  const { words, format, label } = useSurroundings();
  const say = words.cycles;
  return (
    <dl class="facts">
      <Part
        title={say.guides}
        items={(board.guides ?? []).map(
          (one) =>
            `${format.day(one.agreedOn ?? '')}: ${say.questions(format.count(one.guide?.questions?.length ?? 0))}`,
        )}
      />
      <Part
        title={say.interviews}
        items={(board.interviews ?? []).map((one) => (
          <>
            <bdi dir="ltr">{one.interviewId}</bdi>{' '}
            {[
              one.sector ? label('sector', one.sector) : say.informants[without('INFORMANT_KIND_', one.informant)],
              municipalityName(one.site ?? ''),
              format.day(one.heldOn ?? ''),
              say.consents[without('CYCLE_CONSENT_', one.consent)],
            ].join(', ')}
            {!one.quotable && <strong class="mark"> {say.notQuotable}</strong>}
          </>
        ))}
      />
      <Part
        title={say.themes}
        items={(board.themes ?? []).map((one) => (
          <>
            {one.theme?.wording}
            {one.central && <span class="tag"> {say.central}</span>}
            {one.theme?.recommendation && <span class="aside">{say.suggested(one.theme.recommendation)}</span>}
            <span class="aside">{say.evidence((one.theme?.evidence ?? []).join(', '))}</span>
          </>
        ))}
      />
    </dl>
  );
}

function Meetings({ title, meetings }: { title: string; meetings: ComponentChildren[] }) {
  return (
    <dl class="facts">
      <Part title={title} items={meetings} />
    </dl>
  );
}

function StepBody({ board, step, changed }: { board: CycleBoard; step: string; changed(): void }) {
  const { words, format } = useSurroundings();
  const say = words.cycles;
  const meeting = (day: string | undefined, sites: string[] | undefined, participants: number | undefined) =>
    `${format.day(day ?? '')}, ${placeNames(sites)}, ${say.participants(format.count(participants ?? 0))}`;
  if (step === 'IDENTIFY_CHALLENGE') return <Challenge board={board} />;
  if (step === 'SELECT_INFORMANTS') {
    return (
      <>
        <Informants board={board} />
        {canBeChanged(board) && <OverrideForm board={board} changed={changed} />}
      </>
    );
  }
  if (step === 'INTERVIEW') return <Interviews board={board} />;
  if (step === 'REVIEW_WITH_STAFF_INVOLVED') {
    const held = (board.reviews ?? []).map(({ heldOn, review }) =>
      meeting(heldOn, review?.sites, review?.participants),
    );
    return <Meetings title={say.reviews} meetings={held} />;
  }
  if (step === 'PRESENT_TO_ALL_STAFF') {
    const held = (board.developmentDays ?? []).map(({ heldOn, day }) => (
      <>
        {meeting(heldOn, day?.sites, day?.participants)}
        {(day?.proposals ?? []).map((one, i) => (
          <span key={i} class="aside">
            {say.proposals(one.wording ?? '')}
          </span>
        ))}
      </>
    ));
    return <Meetings title={say.developmentDays} meetings={held} />;
  }
  return (
    <dl class="facts">
      <Part title={say.measures} items={measuresOf(board.measures)} />
    </dl>
  );
}

// What the words for a lack are told, in their order.
const tellsOf: Record<string, ('site' | 'about' | 'n' | 'informant')[]> = {
  CASES_AT_SITE: ['n', 'site'],
  CONSENT: ['about'],
  INFORMANT: ['informant'],
  INTERVIEWS_AT_SITE: ['n', 'site'],
  EVIDENCE: ['about'],
  REVIEW: ['site'],
  DEVELOPMENT_DAY: ['site'],
  IMPLEMENTATION: ['about', 'site'],
  EVALUATION: ['about'],
};

function Needs({ step }: { step: CycleStep }) {
  const { words, format } = useSurroundings();
  const say = words.cycles;
  if (!step.needs?.length) return null;
  const inWords = (need: CycleNeed) => {
    const lack = without('CYCLE_LACK_', need.lack);
    const told = {
      site: municipalityName(need.site ?? ''),
      about: need.about ?? '',
      n: format.count(need.missing ?? 0),
      informant: say.informants[without('INFORMANT_KIND_', need.informant)] ?? '',
    };
    return say.lacks[lack]?.(...(tellsOf[lack] ?? []).map((name) => told[name])) ?? lack;
  };
  return (
    <div class="needs">
      <h4>{say.needs}</h4>
      <ul>
        {step.needs.map((need, i) => (
          <li key={i}>{inWords(need)}</li>
        ))}
      </ul>
    </div>
  );
}

const badges: Record<string, string> = { DONE: 'good', WAIVED: 'quiet', CURRENT: 'current', AHEAD: 'quiet' };

export function Step({ board, step, changed }: { board: CycleBoard; step: CycleStep; changed(): void }) {
  const { words, format } = useSurroundings();
  const say = words.cycles;
  const name = without('CYCLE_STEP_', step.step);
  const standing = without('CYCLE_STANDING_', step.standing);
  return (
    <li class={`step step-${standing.toLowerCase()}`} aria-current={standing === 'CURRENT' ? 'step' : undefined}>
      <header>
        <h3>{say.steps[name]}</h3>
        <p class={`badge badge-${badges[standing] ?? 'quiet'}`}>{say.standings[standing]}</p>
      </header>
      <p class="hint">
        {step.endedOn ? format.day(step.endedOn) : step.since && say.sinceDay(format.day(step.since))}
        {step.days !== undefined && ` · ${say.dayCount(format.count(step.days))}`}
      </p>
      {step.waivedBecause && <p>{say.because(step.waivedBecause)}</p>}
      <StepBody board={board} step={name} changed={changed} />
      <Needs step={step} />
    </li>
  );
}
