// A cycle's selection changed by hand, with the reason: a case goes, another comes, or both (SelectionOverridden).
import { useId, useState } from 'preact/hooks';
import type { CaseAnswer } from '../case_answer.ts';
import { call, CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';
import type { CycleBoard, LearningCase } from '../cycle_answer.ts';
import { factOf, newEventId, type Refusal } from '../recording.ts';
import { recorderOf, streamOf } from '../telling.ts';
import { TextField } from './form_fields.tsx';
import { PickField } from './pick_field.tsx';
import { RecorderFields, useFrame } from './recorder_fields.tsx';
import { RecordingState } from './recording_state.tsx';
import { useKept } from './use_kept.ts';
import { useRecording } from './use_recording.ts';

interface Draft {
  // The event_id.
  id: string;
  // A key of a chosen case; '' for none.
  removed: string;
  added: string;
  placement: string;
  onlyAnonymised: boolean;
  reason: string;
}

const newDraft = (): Draft => ({
  id: newEventId(),
  removed: '',
  added: '',
  placement: '',
  onlyAnonymised: false,
  reason: '',
});

const keyOf = (one: LearningCase | undefined) => `${one?.caseStream ?? ''}#${one?.placementId ?? ''}`;

// The form's field that a violation is about; '' where it has no such field.
function fieldOf(path: string): string {
  const [, body, name] = /^event\.(\w+)(?:\.(\w+))?/.exec(path) ?? [];
  if (body === 'actor' || body === 'municipality') return body;
  return name === 'reason' || name === 'added' ? name : '';
}

function problemsOf(refusals: Refusal[]): Record<string, string[]> {
  const problems: Record<string, string[]> = {};
  for (const { error } of refusals) {
    for (const { field, description } of error.violations) {
      if (description) (problems[fieldOf(field ?? '')] ??= []).push(description);
    }
  }
  return problems;
}

// The case that comes has several placements, none, or is not there.
interface Doubt {
  // Of which case.
  stream: string;
  placements: string[];
  problem: string;
}

// `changed`: the change is recorded, and is read.
export function OverrideForm({ board, changed }: { board: CycleBoard; changed(): void }) {
  const { words, today, announce } = useSurroundings();
  const say = words.cycles.override;
  const cycle = board.summary?.stream ?? '';
  const [draft, setDraft] = useKept<Draft>(`praksis.override ${cycle}`, newDraft);
  const [frame, setFrame] = useFrame();
  const [doubt, setDoubt] = useState<Doubt>();
  const [looking, setLooking] = useState(false);
  const anonymised = useId();
  const recording = useRecording(`praksis.override.sent ${cycle}`, [], (_, { refusal }) => {
    if (refusal) return;
    setDraft(undefined);
    setDoubt(undefined);
    changed();
    announce(say.changed);
  });
  const busy = looking || recording.state !== 'ready';
  const problems = problemsOf(recording.refusals);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const stream = streamOf('case', draft.added);
  const doubted = doubt?.stream === stream ? doubt : undefined;

  const record = (placementId: string) => {
    const removed = (board.chosen ?? []).find((one) => keyOf(one.learningCase) === draft.removed);
    const selectionOverridden = {
      selectionId: board.selection?.selected?.selectionId,
      ...(removed ? { removed: removed.learningCase } : {}),
      ...(stream ? { added: { caseStream: stream, placementId }, onlyAnonymised: draft.onlyAnonymised } : {}),
      reason: draft.reason.trim(),
    };
    recording.send([factOf(recorderOf(frame, today), draft.id, cycle, { selectionOverridden })]);
  };

  // Which placement of the case that comes is meant: the only one, or the one that is picked.
  const look = async () => {
    if (!stream || draft.placement) return record(draft.placement);
    const { signal } = new AbortController();
    const answer = await call<CaseAnswer>('praksis.v1.History/GetCase', { stream }, signal);
    const placements = (answer.summary?.placements ?? []).map((one) => one.placementId ?? '');
    if (placements.length === 1) return record(placements[0]!);
    setDoubt({ stream, placements, problem: placements.length ? say.several : say.noPlacement });
  };
  const submit = () => {
    if (busy) return;
    recording.forget();
    setDoubt(undefined);
    setLooking(true);
    look()
      .catch((error: unknown) => {
        if (!(error instanceof CallError)) throw error;
        setDoubt({ stream, placements: [], problem: error.code === 'not_found' ? say.noCase : error.message });
      })
      .finally(() => setLooking(false));
  };

  return (
    <details class="more override">
      <summary>{say.title}</summary>
      <RecordingState
        recording={recording}
        inFields={(error) => error.violations.length > 0 && !problemsOf([{ fact: 0, error }])['']}
      />
      <form
        class="rows"
        noValidate
        aria-label={say.title}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <PickField
          label={say.goes}
          values={['', ...(board.chosen ?? []).map((one) => keyOf(one.learningCase))]}
          nameOf={(key) => key || say.nobody}
          value={draft.removed}
          pick={(removed) => change({ removed })}
        />
        <TextField
          name="added"
          label={say.comes}
          hint={say.comesHint}
          value={draft.added}
          set={(added) => change({ added, placement: '' })}
          problems={[...(doubted ? [doubted.problem] : []), ...(problems['added'] ?? [])]}
          dir="ltr"
        />
        {doubted && doubted.placements.length > 1 && (
          <PickField
            label={say.placement}
            values={['', ...doubted.placements]}
            nameOf={(placement) => placement || '–'}
            value={draft.placement}
            pick={(placement) => change({ placement })}
          />
        )}
        {stream && (
          <p class="check">
            <input
              id={anonymised}
              type="checkbox"
              checked={draft.onlyAnonymised}
              onChange={(event) => change({ onlyAnonymised: event.currentTarget.checked })}
            />
            <label for={anonymised}>{say.onlyAnonymised}</label>
          </p>
        )}
        <TextField
          name="reason"
          label={say.reason}
          hint={say.reasonHint}
          value={draft.reason}
          rows={2}
          maxLength={2000}
          set={(reason) => change({ reason })}
          problems={problems['reason']}
          required
        />
        <RecorderFields frame={frame} set={(part) => setFrame({ ...frame, ...part })} problems={problems} />
        <p class="form-actions">
          <button type="submit" class="main" aria-disabled={busy}>
            {busy && recording.state !== 'unclear' ? words.tell.sending : say.record}
          </button>
        </p>
      </form>
    </details>
  );
}
