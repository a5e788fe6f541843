// What a choice of learning cases comes to: how good it is, who fell out where, whom it chose, and what would help.
import {
  changeBetween,
  excludedBy,
  fallOf,
  numberOf,
  type ChoiceAnswer,
  type ChoicePick,
  type ChoiceSite,
  type Relaxation,
  type Twin,
} from '../choice_answer.ts';
import { useSurroundings } from '../context.ts';
import type { Criteria, Feature } from '../criteria.ts';
import { municipalityName } from '../data/municipalities.ts';
import { useFeatureWords } from './features.ts';

// From `from` to `to`, both shares of the whole; what it says stands beside it in words.
function Bar({ from = 0, to, kind }: { from?: number; to: number; kind: 'main' | 'second' | 'third' | 'quiet' }) {
  const part = (share: number) => Math.max(0, Math.min(1, share || 0)) * 100;
  return (
    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="bar-all" x="0" y="0" width="100" height="8" />
      <rect class={`bar-${kind}`} x={part(from)} y="0" width={part(to) - part(from)} height="8" />
    </svg>
  );
}

// How many are looked at, chosen and wanted.
const sumOf = (answer: ChoiceAnswer, of: (site: ChoiceSite) => number) =>
  (answer.sites ?? []).reduce((sum, site) => sum + of(site), 0);

function Verdict({ answer, changeText }: { answer: ChoiceAnswer; changeText: string }) {
  const { words, format } = useSurroundings();
  const say = words.choice;
  const { exact, provenPermille = 0, picksCutShort = 0 } = answer.certificate ?? {};
  const chosen = sumOf(answer, (site) => site.chosen ?? 0);
  const wanted = sumOf(answer, (site) => site.quota ?? 0);
  return (
    <section class="card" aria-label={say.result}>
      <header>
        <h2>{say.result}</h2>
      </header>
      <p class="verdict">{say.chosenOf(format.count(chosen), format.count(wanted))}</p>
      {chosen > 0 && (
        <>
          <p>{exact ? say.exact : say.proven(format.percent(provenPermille / 1000))}</p>
          {picksCutShort > 0 && <p>{say.cutShort(format.count(picksCutShort))}</p>}
          <p>{say.covers(format.percent((answer.coveragePermille ?? 0) / 1000))}</p>
        </>
      )}
      {chosen === 0 && <p>{say.none}</p>}
      {changeText && <p class="change">{changeText}</p>}
    </section>
  );
}

function Fall({ answer }: { answer: ChoiceAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.choice;
  const steps = fallOf(answer);
  const all = steps[0]!.left;
  return (
    <section class="card" aria-label={say.fall}>
      <div class="table-box">
        <table class="bars">
          <caption>{say.fall}</caption>
          <thead>
            <tr>
              <th scope="col">{say.step}</th>
              <th scope="col" class="number">
                {say.taken}
              </th>
              <th scope="col" class="number">
                {say.left}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {steps.map(({ name, taken, left }) => (
              <tr key={name}>
                <th scope="row">{say.steps[name]}</th>
                <td class="number">{taken ? format.count(taken) : ''}</td>
                <td class="number">{format.count(left)}</td>
                <td class="bar-cell">
                  {taken ? (
                    <Bar from={left / all} to={(left + taken) / all} kind="second" />
                  ) : (
                    <Bar to={left / all} kind={name === 'chosen' ? 'third' : 'main'} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function CaseName({ of }: { of: Twin }) {
  const { words } = useSurroundings();
  if (!of.anonymised)
    return (
      <bdi dir="ltr">
        {of.stream} {of.placementId}
      </bdi>
    );
  return (
    <>
      <bdi dir="ltr">{of.pseudonym}</bdi> <span class="mark">{words.cycles.anonymisedOnly}</span>
    </>
  );
}

function useStandsFor() {
  const { words, format } = useSurroundings();
  return (count: string | undefined) => (numberOf(count) < 0 ? words.choice.few : format.count(numberOf(count)));
}

function PickRow({ pick, isNew, gains }: { pick: ChoicePick; isNew: boolean; gains: number }) {
  const { words, format } = useSurroundings();
  const say = words.choice;
  const inWords = useFeatureWords();
  const standsFor = useStandsFor();
  const share = numberOf(pick.gainMicros) / gains;
  return (
    <tr class={isNew ? 'pick-new' : ''}>
      <th scope="row">
        <CaseName of={pick} /> {isNew && <strong class="tag">{say.came}</strong>}
        {pick.twin && (
          <span class="aside">
            <CaseName of={pick.twin} />
          </span>
        )}
      </th>
      <td>
        {inWords.all(pick.features)}
        {(pick.newlyShows ?? []).length > 0 && (
          <span class="aside">{say.shows((pick.newlyShows ?? []).map(inWords.shown).join(', '))}</span>
        )}
        {pick.twin && <span class="aside">{say.twin(inWords.all(pick.twin.features))}</span>}
      </td>
      <td class="number">{format.percent(share || 0)}</td>
      <td class="bar-cell">
        <Bar to={share} kind="main" />
      </td>
      <td class="number">{standsFor(pick.standsFor)}</td>
    </tr>
  );
}

function Picks({ site, picks, came, gains }: { site: string; picks: ChoicePick[]; came: Set<string>; gains: number }) {
  const { words } = useSurroundings();
  const say = words.choice;
  return (
    <div class="table-box">
      <table class="bars wordy">
        <caption>{say.picks(municipalityName(site))}</caption>
        <thead>
          <tr>
            <th scope="col">{say.case}</th>
            <th scope="col">{say.like}</th>
            <th scope="col" class="number">
              {say.adds}
            </th>
            <td />
            <th scope="col" class="number">
              {say.standsFor}
            </th>
          </tr>
        </thead>
        <tbody>
          {picks.map((pick) => (
            <PickRow key={pick.pseudonym} pick={pick} isNew={came.has(pick.pseudonym ?? '')} gains={gains} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Chosen({ answer, before }: { answer: ChoiceAnswer; before: ChoiceAnswer | undefined }) {
  const { words } = useSurroundings();
  const say = words.choice;
  const inWords = useFeatureWords();
  const picks = answer.picks ?? [];
  const { came, gone } = changeBetween(before, answer);
  const gains = picks.reduce((sum, pick) => sum + numberOf(pick.gainMicros), 0);
  const sites = [...new Set(picks.map((pick) => pick.municipality ?? ''))];
  if (!picks.length && !gone.length) return null;
  return (
    <section class="card" aria-label={words.cycles.chosen}>
      <h2>{words.cycles.chosen}</h2>
      {sites.map((site) => (
        <Picks
          key={site}
          site={site}
          picks={picks.filter((pick) => pick.municipality === site)}
          came={came}
          gains={gains}
        />
      ))}
      {gone.length > 0 && (
        <div class="gone-picks">
          <h3>{say.gone}</h3>
          <ul>
            {gone.map((pick) => (
              <li key={pick.pseudonym}>
                <s>
                  <CaseName of={pick} />
                </s>{' '}
                {municipalityName(pick.municipality ?? '')}: {inWords.all(pick.features)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Cover({ answer }: { answer: ChoiceAnswer }) {
  const { words } = useSurroundings();
  const say = words.choice;
  const inWords = useFeatureWords();
  const standsFor = useStandsFor();
  const all = sumOf(answer, (site) => numberOf(site.universe));
  const rows = [
    ...(answer.picks ?? []).map((pick) => ({
      name: pick.anonymised ? pick.pseudonym : pick.stream,
      like: inWords.all(pick.features),
      cases: pick.standsFor,
      kind: 'main' as const,
    })),
    ...(answer.uncovered ?? []).map((one) => ({
      name: say.uncovered,
      like: inWords.all(one.features),
      cases: one.cases,
      kind: 'second' as const,
    })),
  ];
  if (!rows.length) return null;
  return (
    <section class="card" aria-label={say.coverage}>
      <div class="table-box">
        <table class="bars wordy">
          <caption>{say.coverage}</caption>
          <thead>
            <tr>
              <th scope="col">{say.case}</th>
              <th scope="col">{say.like}</th>
              <th scope="col" class="number">
                {say.standsFor}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                <th scope="row">{row.kind === 'main' ? <bdi dir="ltr">{row.name}</bdi> : row.name}</th>
                <td>{row.like}</td>
                <td class="number">{standsFor(row.cases)}</td>
                <td class="bar-cell">
                  <Bar to={numberOf(row.cases) / all} kind={row.kind} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Consent({
  criteria,
  answer,
  other,
}: {
  criteria: Criteria;
  answer: ChoiceAnswer;
  other: ChoiceAnswer | undefined;
}) {
  const { words, format } = useSurroundings();
  const say = words.choice;
  const out = excludedBy(answer, 'noConsent') + excludedBy(answer, 'noConsentAndNotAlikeEnough');
  const anonymised = (answer.picks ?? []).filter((pick) => pick.anonymised).length;
  const otherwise = criteria.consentedOnly ? say.withAnonymised : say.withConsentOnly;
  return (
    <section class="card" aria-label={say.consent}>
      <h2>{say.consent}</h2>
      <p>{say.leftOutByConsent(format.count(out))}</p>
      {anonymised > 0 && <p>{say.anonymisedPicks(format.count(anonymised))}</p>}
      {other && (
        <p>
          {otherwise(
            format.count(sumOf(other, (site) => site.chosen ?? 0)),
            format.percent((other.coveragePermille ?? 0) / 1000),
          )}
        </p>
      )}
    </section>
  );
}

// What the criteria are with a relaxation; undefined where it is not theirs to give.
export function relaxed(criteria: Criteria, relaxation: Relaxation): Criteria | undefined {
  switch (relaxation.kind) {
    case 'ANONYMISED_INTERVIEWS':
      return { ...criteria, consentedOnly: false };
    case 'NO_CAP':
      return { ...criteria, cap: 0 };
    case 'SHORTER_RUNS':
      return relaxation.minCalendarMonths === undefined
        ? undefined
        : { ...criteria, months: relaxation.minCalendarMonths };
    case 'NO_FILTER': {
      const filters = { ...criteria.filters };
      delete filters[(relaxation.feature ?? '').replace('PLACEMENT_FEATURE_', '') as Feature];
      return { ...criteria, filters };
    }
    default:
      return undefined;
  }
}

function useRelaxationText() {
  const { words, format } = useSurroundings();
  const say = words.choice;
  return (relaxation: Relaxation): string => {
    if (relaxation.kind === 'SHORTER_RUNS') {
      if (relaxation.minCalendarMonths === 0) return say.anyLength;
      if (relaxation.minCalendarMonths) return say.fewerMonths(format.count(relaxation.minCalendarMonths));
      return say.fewerDays(format.count(relaxation.atLeastDays ?? 0));
    }
    if (relaxation.kind === 'NO_FILTER') {
      const feature = (relaxation.feature ?? '').replace('PLACEMENT_FEATURE_', '');
      return say.noCondition(say.features[feature] ?? feature);
    }
    return say.relax[relaxation.kind ?? ''] ?? relaxation.criterion ?? '';
  };
}

function Help({ criteria, answer, put }: { criteria: Criteria; answer: ChoiceAnswer; put(criteria: Criteria): void }) {
  const { words, format } = useSurroundings();
  const say = words.choice;
  const inWords = useRelaxationText();
  const short = (answer.sites ?? []).filter((site) => (site.chosen ?? 0) < (site.quota ?? 0));
  if (!short.length) return null;
  return (
    <section class="card" aria-label={say.help}>
      <h2>{say.help}</h2>
      {short.map((site, i) => (
        <div key={i}>
          <h3>
            {say.tooFew(
              municipalityName(site.municipality ?? ''),
              format.count((site.quota ?? 0) - (site.chosen ?? 0)),
            )}
          </h3>
          <ul class="plain helps">
            {(site.relaxations ?? []).map((relaxation, j) => {
              const next = relaxed(criteria, relaxation);
              const text = say.addsMore(inWords(relaxation), format.count(numberOf(relaxation.adds)));
              return (
                <li key={j}>
                  {next ? (
                    <button type="button" onClick={() => put(next)}>
                      {text}
                    </button>
                  ) : (
                    text
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </section>
  );
}

interface ChoiceProps {
  criteria: Criteria;
  answer: ChoiceAnswer;
  // To the criteria before.
  before: ChoiceAnswer | undefined;
  changeText: string;
  // With the other answer to whether consent is needed.
  other: ChoiceAnswer | undefined;
  put(criteria: Criteria): void;
}

export function ChoiceView({ criteria, answer, before, changeText, other, put }: ChoiceProps) {
  return (
    <>
      <Verdict answer={answer} changeText={changeText} />
      <Help criteria={criteria} answer={answer} put={put} />
      <Fall answer={answer} />
      <Chosen answer={answer} before={before} />
      <Cover answer={answer} />
      <Consent criteria={criteria} answer={answer} other={other} />
    </>
  );
}
