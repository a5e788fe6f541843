// Trying criteria for choosing learning cases: the address holds them, and what comes of them stands beside.
import type { ChoiceAnswer } from '../choice_answer.ts';
import { changeBetween } from '../choice_answer.ts';
import { useSurroundings } from '../context.ts';
import { criteriaRequest, readCriteria, writeCriteria, type Criteria } from '../criteria.ts';
import { restate } from '../location.ts';
import { ChoiceView } from '../parts/choice_view.tsx';
import { CriteriaForm } from '../parts/criteria_form.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useLatest } from '../parts/use_latest.ts';

const method = 'praksis.v1.Learning/SelectCases';

function useChangeText() {
  const { words, format } = useSurroundings();
  const say = words.choice;
  return (before: ChoiceAnswer | undefined, answer: ChoiceAnswer) => {
    if (!before) return '';
    const { came, gone } = changeBetween(before, answer);
    if (!came.size && !gone.length) return say.unchanged;
    return say.changed(format.count(came.size), format.count(gone.length));
  };
}

function Result({ criteria, put }: { criteria: Criteria; put(criteria: Criteria): void }) {
  const { words, announce } = useSurroundings();
  const say = words.choice;
  const changeText = useChangeText();
  const asked = criteria.quotas.length ? criteriaRequest(criteria) : undefined;
  const latest = useLatest<ChoiceAnswer>(method, asked, (answer) =>
    announce(changeText(latest.answer, answer) || words.live.updated(say.result)),
  );
  // What consent costs is what the same choice would be with the other answer to that question.
  const other = useLatest<ChoiceAnswer>(
    method,
    latest.answer && asked && !latest.waiting
      ? criteriaRequest({ ...criteria, consentedOnly: !criteria.consentedOnly })
      : undefined,
  );
  const { answer, before, waiting, error, again } = latest;
  return (
    <div class="outcome" aria-busy={waiting}>
      {!asked && <p class="state">{say.nothingAsked}</p>}
      {error &&
        (error.code === 'invalid_argument' ? (
          <p class="problem" role="alert">
            {error.message}
          </p>
        ) : (
          <Failure error={error} again={again} />
        ))}
      {asked && !answer && !error && <Loading />}
      {waiting && answer && <p class="hint">{say.waiting}</p>}
      {answer && (
        <ChoiceView
          criteria={criteria}
          answer={answer}
          before={before}
          changeText={changeText(before, answer)}
          other={other.waiting || other.error ? undefined : other.answer}
          put={put}
        />
      )}
    </div>
  );
}

export function SelectionPage() {
  const { place } = useSurroundings();
  const criteria = readCriteria(place.query);
  const put = (next: Criteria) => {
    const query = new URLSearchParams(place.query);
    writeCriteria(next, query);
    restate('selection', query);
  };
  return (
    <div class="trying">
      <CriteriaForm criteria={criteria} put={put} />
      <Result criteria={criteria} put={put} />
    </div>
  );
}
