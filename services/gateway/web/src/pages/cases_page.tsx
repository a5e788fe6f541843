// The cases behind a number of a figure. The address says which number, never which case.
import { useState } from 'preact/hooks';
import type { FigureName } from '../answers.ts';
import type { CasesAnswer, FigureCase } from '../cases_answer.ts';
import { useSurroundings } from '../context.ts';
import { municipalityName } from '../data/municipalities.ts';
import { dayOf } from '../event_words.ts';
import { cellInWords } from '../figures/cells.ts';
import { figures } from '../figures/figures.ts';
import { go, pathOf } from '../location.ts';
import { useSelectionText } from '../parts/filters.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useCall } from '../parts/use_call.ts';
import { requestOf } from '../selection.ts';

// "placement_interrupted" → "placementInterrupted", as protobuf JSON calls the body.
const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function Row({ listed }: { listed: FigureCase }) {
  const { words, format, place } = useSurroundings();
  const stream = listed.stream ?? '';
  return (
    <tr>
      <th scope="row">
        <a
          href={pathOf('case')}
          onClick={(event) => {
            // The identifier goes with the visit and not in the address; so the link cannot be opened elsewhere.
            event.preventDefault();
            const query = new URLSearchParams(place.query);
            for (const name of ['figure', 'cell', 'known_at']) query.delete(name);
            go('case', query, { stream });
          }}
        >
          <bdi dir="ltr">{stream}</bdi>
        </a>
      </th>
      <td>{municipalityName(listed.municipality ?? '')}</td>
      <td class="number">{format.count(Number(listed.count ?? 0))}</td>
      <td>
        <ul class="behind-events">
          {(listed.events ?? []).map((event) => (
            <li key={event.version}>
              {words.events[camelCase(event.type ?? '')] ?? event.type}, {format.day(dayOf(event))}
              {event.correctedByVersion && (
                <span class="changed"> {words.case.correctedBy(format.count(Number(event.correctedByVersion)))}</span>
              )}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

interface Question {
  figure: FigureName;
  cell: string;
}

// One page of the list, and, once it is asked for, the next.
function Rows({ question, token }: { question: Question; token: string }) {
  const { words, selections, today } = useSurroundings();
  const [more, setMore] = useState(false);
  const request = {
    ...requestOf(selections[0]!, figures[question.figure], today),
    ...question,
    ...(token ? { pageToken: token } : {}),
  };
  const { answer, error, again } = useCall<CasesAnswer>('praksis.v1.History/ListFigureCases', request);
  if (!answer) {
    return (
      <tbody>
        <tr>
          <td colSpan={4}>{error ? <Failure error={error} again={again} /> : <Loading />}</td>
        </tr>
      </tbody>
    );
  }
  const next = answer.nextPageToken;
  return (
    <>
      <tbody>
        {(answer.cases ?? []).map((listed) => (
          <Row key={listed.stream} listed={listed} />
        ))}
        {next && !more && (
          <tr>
            <td colSpan={4}>
              <button type="button" onClick={() => setMore(true)}>
                {words.behind.more}
              </button>
            </td>
          </tr>
        )}
      </tbody>
      {next && more && <Rows question={question} token={next} />}
    </>
  );
}

function Cases({ question }: { question: Question }) {
  const surroundings = useSurroundings();
  const { words, selections } = surroundings;
  const { placements, voice, rater } = figures[question.figure];
  const selectionText = useSelectionText({ industry: !!placements, voice: !!voice, rater: !!rater });
  const title = `${words.figures[question.figure]} – ${cellInWords(question.cell, surroundings)}`;
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <p class="explain">
        {selectionText(selections[0]!)}. {words.behind.explain}
      </p>
      <p class="hint">{words.behind.staffOnly}</p>
      <div class="table-box">
        <table class="behind-cases">
          <caption class="unseen">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{words.pages.case}</th>
              <th scope="col">{words.case.municipality}</th>
              <th scope="col" class="number">
                {words.columns.count}
              </th>
              <th scope="col">{words.behind.events}</th>
            </tr>
          </thead>
          <Rows key={question.figure + question.cell} question={question} token="" />
        </table>
      </div>
    </section>
  );
}

export function CasesPage() {
  const { words, place } = useSurroundings();
  const figure = place.query.get('figure') ?? '';
  const cell = place.query.get('cell') ?? '';
  if (!cell || !Object.keys(figures).includes(figure)) return <p class="state">{words.behind.none}</p>;
  return <Cases question={{ figure: figure as FigureName, cell }} />;
}
