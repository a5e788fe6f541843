// A story taken apart: its chief actions, and the principles that each is an instance of; both may be added to.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSurroundings } from '../context.ts';
import { factOf, newEventId, type Fact } from '../recording.ts';
import type { GraphAnswer, GraphNode, PrinciplesAnswer } from '../stories_answer.ts';
import { recorderOf, type Frame } from '../telling.ts';
import { Card } from './card.tsx';
import { TextField } from './form_fields.tsx';
import { PickField } from './pick_field.tsx';
import { RecorderFields, useFrame } from './recorder_fields.tsx';
import { RecordingState } from './recording_state.tsx';
import { Failure, Loading } from './states.tsx';
import { useCall } from './use_call.ts';
import { useKept } from './use_kept.ts';
import { useRecording } from './use_recording.ts';

// What the forms have in common.
interface Hands {
  story: string;
  // Of the story; a principle worded for it is the programme's.
  programme: string;
  session: string;
  frame: Frame;
  today: string;
  busy: boolean;
  send(facts: Fact[]): void;
  // event_ids of what was recorded last: a form whose fact it is begins anew.
  recorded: string[];
}

const actionIdOf = (node: GraphNode) => (node.id ?? '').slice((node.id ?? '').indexOf('#') + 1);

function AddAction(hands: Hands) {
  const { words } = useSurroundings();
  const say = words.apart;
  const [draft, setDraft] = useKept(`praksis.apart.action ${hands.story}`, () => ({ id: newEventId(), wording: '' }));
  useEffect(() => {
    if (hands.recorded.includes(draft.id)) setDraft(undefined);
  }, [hands.recorded]);
  const add = () => {
    const chiefActionIdentified = {
      // Its own end of chance: another may be adding one at the same time.
      actionId: `a-${draft.id.slice(-12)}`,
      wording: draft.wording.trim(),
    };
    const fact = factOf(recorderOf(hands.frame, hands.today), draft.id, hands.story, { chiefActionIdentified });
    hands.send([fact]);
  };
  return (
    <form
      class="apart-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextField
        label={say.addAction}
        hint={words.tell.turningPointsHint}
        value={draft.wording}
        rows={2}
        set={(wording) => setDraft({ ...draft, wording })}
      />
      <button type="submit" aria-disabled={hands.busy}>
        {say.add}
      </button>
    </form>
  );
}

interface LinkDraft {
  // Of PrincipleFormulated, where the principle is new, and of PrincipleLinked.
  worded: string;
  linked: string;
  principle: string;
  wording: string;
}

const newLink = (): LinkDraft => ({ worded: newEventId(), linked: newEventId(), principle: '', wording: '' });

function LinkForm({
  action,
  hands,
  principles,
}: {
  action: GraphNode;
  hands: Hands;
  principles: Record<string, string>;
}) {
  const { words, language } = useSurroundings();
  const say = words.apart;
  const [draft, setDraft] = useKept(`praksis.apart.link ${action.id}`, newLink);
  useEffect(() => {
    if (hands.recorded.includes(draft.linked)) setDraft(undefined);
  }, [hands.recorded]);
  const link = () => {
    const recorder = recorderOf(hands.frame, hands.today);
    const principle = draft.principle || `principle/${draft.worded}`;
    const facts = [
      factOf(recorder, draft.linked, principle, {
        principleLinked: { story: hands.story, action: actionIdOf(action) },
      }),
    ];
    if (!draft.principle) {
      const principleFormulated = {
        wording: draft.wording.trim(),
        programme: hands.programme,
        ...(hands.session ? { session: hands.session } : {}),
        language,
      };
      facts.unshift(factOf(recorder, draft.worded, principle, { principleFormulated }));
    }
    hands.send(facts);
  };
  return (
    <form
      class="apart-form"
      noValidate
      aria-label={`${say.linkTo}: ${action.wording ?? ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        link();
      }}
    >
      <PickField
        label={say.principle}
        values={['', ...Object.keys(principles)]}
        nameOf={(principle) => principles[principle] ?? say.newPrinciple}
        value={draft.principle}
        pick={(principle) => setDraft({ ...draft, principle })}
      />
      {!draft.principle && (
        <TextField label={say.wording} value={draft.wording} set={(wording) => setDraft({ ...draft, wording })} />
      )}
      <button type="submit" aria-disabled={hands.busy}>
        {say.link}
      </button>
    </form>
  );
}

interface ActionProps {
  action: GraphNode;
  // Those it is an instance of, and those it might be.
  linked: GraphNode[];
  others: Record<string, string>;
  hands: Hands;
}

function Action({ action, linked, others, hands }: ActionProps) {
  const { words } = useSurroundings();
  const say = words.apart;
  const unlink = (principle: GraphNode) => {
    const principleUnlinked = { story: hands.story, action: actionIdOf(action) };
    const recorder = recorderOf(hands.frame, hands.today);
    hands.send([factOf(recorder, newEventId(), principle.id ?? '', { principleUnlinked })]);
  };
  return (
    <li data-action={action.id}>
      <p class="wording" tabIndex={-1}>
        {action.wording}
      </p>
      {!linked.length && <p class="hint">{say.noPrinciple}</p>}
      <ul class="links">
        {linked.map((principle) => (
          <li key={principle.id}>
            <span>{principle.wording}</span>{' '}
            <button
              type="button"
              aria-disabled={hands.busy}
              aria-label={`${say.unlink}: ${principle.wording ?? ''}`}
              onClick={() => unlink(principle)}
            >
              {say.unlink}
            </button>
          </li>
        ))}
      </ul>
      <details class="more">
        <summary>{say.linkTo}</summary>
        <LinkForm action={action} hands={hands} principles={others} />
      </details>
    </li>
  );
}

// Whose facts were recorded: what is said, and where the keyboard goes on.
function useDone(box: RefObject<HTMLDivElement | null>) {
  const { words, announce } = useSurroundings();
  const say = words.apart;
  return (facts: Fact[]) => {
    const last = facts[facts.length - 1];
    announce(last?.['chiefActionIdentified'] ? say.added : last?.['principleLinked'] ? say.linked : say.unlinked);
    const unlinked = last?.['principleUnlinked'] as { story: string; action: string } | undefined;
    if (!unlinked) return;
    // Its button is gone.
    const action = `${unlinked.story}#${unlinked.action}`;
    box.current?.querySelector<HTMLElement>(`[data-action="${CSS.escape(action)}"] .wording`)?.focus();
  };
}

// `changed`: something was recorded, and stories are answered with it.
export function TakeApart({ story, changed }: { story: string; changed(): void }) {
  const { words, today } = useSurroundings();
  const say = words.apart;
  const [frame, setFrame] = useFrame();
  const [recorded, setRecorded] = useState<string[]>([]);
  const box = useRef<HTMLDivElement>(null);
  const done = useDone(box);
  const graph = useCall<GraphAnswer>('praksis.v1.Stories/GetStoryGraph', { around: story });
  const list = useCall<PrinciplesAnswer>('praksis.v1.Stories/ListPrinciples', { pageSize: 1000 });
  const recording = useRecording(`praksis.apart.sent ${story}`, ['PRINCIPLE_NOT_FORMULATED'], (facts) => {
    setRecorded(facts.map((fact) => fact.eventId));
    graph.again();
    list.again();
    changed();
    done(facts);
  });
  if (!graph.answer) {
    if (graph.error?.reason === 'NODE_NOT_FOUND') return <p class="state">{say.gone}</p>;
    return graph.error ? <Failure error={graph.error} again={graph.again} /> : <Loading />;
  }
  const nodes = new Map((graph.answer.nodes ?? []).map((node) => [node.id ?? '', node]));
  const told = nodes.get(story)?.story;
  const from = (id: string) =>
    (graph.answer?.edges ?? []).filter((edge) => edge.from === id).map((edge) => nodes.get(edge.to ?? '') ?? {});
  const actions = from(story);
  const hands: Hands = {
    story,
    programme: told?.programme ?? '',
    session: told?.session ?? '',
    frame,
    today,
    busy: recording.state !== 'ready',
    send: recording.send,
    recorded,
  };
  const others = (linked: GraphNode[]) =>
    (list.answer?.principles ?? []).filter((one) => !linked.some((there) => there.id === one.stream));
  return (
    <Card title={say.title} explain={say.explain}>
      <div ref={box}>
        <RecordingState recording={recording} inFields={() => false} />
        <details class="more" open={!frame.actor || !frame.municipality}>
          <summary>{say.who}</summary>
          <div class="columns">
            <RecorderFields frame={frame} set={(part) => setFrame({ ...frame, ...part })} />
          </div>
        </details>
        {!actions.length && <p class="hint">{say.noAction}</p>}
        <ol class="apart">
          {actions.map((action) => {
            const linked = from(action.id ?? '');
            return (
              <Action
                key={action.id}
                action={action}
                linked={linked}
                others={Object.fromEntries(others(linked).map((one) => [one.stream ?? '', one.wording ?? '']))}
                hands={hands}
              />
            );
          })}
        </ol>
        <AddAction {...hands} />
      </div>
    </Card>
  );
}
