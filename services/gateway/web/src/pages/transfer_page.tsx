// Where the learning of workshops went: reached, carried, still used; and where it hangs on one person.
import { useSurroundings } from '../context.ts';
import { Card, Definition, Nothing } from '../parts/card.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { TableBox } from '../parts/table.tsx';
import { useCall } from '../parts/use_call.ts';
import type { Cell, Learning, TransferAnswer } from '../practice_answers.ts';

const isAlarming = (learning: Learning) => learning.standing === 'LAST_CARRIER' || learning.standing === 'NO_CARRIER';

function Short({ answer }: { answer: TransferAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.transfer;
  const alarms = answer.lastCarrierAlarms ?? 0;
  const never = (answer.organisations ?? []).filter(({ reached }) => !reached).map(({ name }) => name);
  const median = answer.medianDaysToTransfer ?? 0;
  return (
    <Card
      title={say.short}
      badge={
        <p class={`badge ${alarms ? 'badge-bad' : 'badge-good'}`}>
          {alarms ? say.alarms(format.count(alarms)) : say.noAlarm}
        </p>
      }
    >
      <dl class="facts">
        <div>
          <dt>{say.reached}</dt>
          <dd>{say.ofPartners(format.count(answer.partnersReached ?? 0), format.count(answer.partners ?? 0))}</dd>
        </div>
        <div>
          <dt>{say.median}</dt>
          <dd>{median < 0 ? say.fewerThanHalf : say.days(format.count(median))}</dd>
        </div>
        <div>
          <dt>{say.never}</dt>
          <dd>{never.join(', ') || say.nobody}</dd>
        </div>
      </dl>
      <Definition metadata={answer.metadata} />
    </Card>
  );
}

function Alarms({ answer }: { answer: TransferAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.transfer;
  const themes = new Map((answer.workshops ?? []).map(({ workshop, theme }) => [workshop, theme ?? '']));
  const names = new Map((answer.organisations ?? []).map(({ organisation, name }) => [organisation, name ?? '']));
  const last = ({ carriers = [] }: Learning) => {
    const there = carriers.find(({ left }) => !left);
    if (!there) return '–';
    return there.leftOn ? say.leaves(there.staff ?? '', format.day(there.leftOn)) : (there.staff ?? '');
  };
  const rows = (answer.learnings ?? []).filter(isAlarming);
  if (!rows.length) return null;
  return (
    <Card title={say.alarm} explain={say.alarmExplain}>
      <TableBox
        titled
        table={{
          title: say.alarm,
          columns: [say.organisation, say.theme, say.standing, say.carrier, say.lastUsed],
          rows: rows.map((learning) => [
            names.get(learning.organisation) ?? '',
            themes.get(learning.workshop) ?? '',
            say.standings[learning.standing!],
            last(learning),
            learning.lastUsedOn ? format.day(learning.lastUsedOn) : say.notUsed,
          ]),
          wordColumns: [1, 2, 3, 4],
        }}
      />
    </Card>
  );
}

function Matrix({ answer }: { answer: TransferAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.transfer;
  const text = ({ partner, reached, carriers = 0, carriersLeft = 0 }: Cell) => {
    if (!partner) return '–';
    const here = format.count(carriers);
    const cell = carriersLeft ? say.carriers(here, format.count(carriersLeft)) : here;
    return reached ? cell : say.notPassedOn(cell);
  };
  return (
    <Card title={say.matrix} explain={say.matrixExplain}>
      <TableBox
        titled
        table={{
          title: say.matrix,
          columns: [say.theme, ...(answer.organisations ?? []).map(({ name }) => name ?? '')],
          rows: (answer.themes ?? []).map(({ theme, cells = [] }) => [theme ?? '', ...cells.map(text)]),
          wordColumns: (answer.organisations ?? []).map((_, i) => i + 1),
        }}
      />
    </Card>
  );
}

function Stickiness({ answer }: { answer: TransferAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.transfer;
  return (
    <Card title={say.sticky} explain={say.stickyExplain}>
      <TableBox
        titled
        table={{
          title: say.sticky,
          columns: [say.broughtBy, say.learnings, say.used, say.usedSince],
          rows: (answer.stickiness ?? []).map((group) => [
            (say.groups as Record<string, string>)[group.carriers ?? ''] ?? '',
            format.count(group.learnings ?? 0),
            format.count(group.used ?? 0),
            group.carriers === 'NONE_LEFT' ? '–' : format.count(group.usedSinceDeparture ?? 0),
          ]),
        }}
      />
    </Card>
  );
}

function Workshops({ answer }: { answer: TransferAnswer }) {
  const { words, format, language } = useSurroundings();
  const say = words.transfer;
  const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return (
    <Card title={say.workshops}>
      <TableBox
        titled
        table={{
          title: say.workshops,
          columns: [say.theme, say.held, say.place, say.reached, say.toolkits, say.videos],
          rows: (answer.workshops ?? []).map((workshop) => [
            workshop.theme ?? '',
            workshop.datePrecision === 'WORKSHOP_DATE_PRECISION_MONTH'
              ? month.format(new Date(workshop.heldOn + 'T00:00:00Z'))
              : format.day(workshop.heldOn ?? ''),
            (workshop.places ?? []).join(', '),
            say.ofPartners(format.count(workshop.reached ?? 0), format.count(workshop.partners ?? 0)),
            format.count((workshop.toolkits ?? []).length),
            format.count((workshop.videos ?? []).length),
          ]),
          wordColumns: [1, 2],
        }}
      />
    </Card>
  );
}

export function TransferPage() {
  const { words } = useSurroundings();
  const { answer, error, again } = useCall<TransferAnswer>('praksis.v1.Transfer/GetTransfer', {});
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  if (!answer.workshops?.length) return <Nothing what={words.transfer.empty} hint={words.transfer.emptyHint} />;
  return (
    <>
      <Short answer={answer} />
      <Alarms answer={answer} />
      <Matrix answer={answer} />
      <Stickiness answer={answer} />
      <Workshops answer={answer} />
    </>
  );
}
