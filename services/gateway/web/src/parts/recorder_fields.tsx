// Who records, and where: kept for as long as the tab is there, so that it is said once.
import { useSurroundings } from '../context.ts';
import { municipalities } from '../data/municipalities.ts';
import { emptyFrame, type Frame } from '../telling.ts';
import { TextField } from './form_fields.tsx';
import { PickField } from './pick_field.tsx';
import { useKept } from './use_kept.ts';

const roles = ['FACILITATOR', 'CASEWORKER', 'COACH', 'MANAGER'];

// Shared by all forms about stories.
export const useFrame = () => useKept<Frame>('praksis.tell.frame', () => emptyFrame);

interface RecorderProps {
  frame: Frame;
  set(part: Partial<Frame>): void;
  problems?: Record<string, string[]>;
}

export function RecorderFields({ frame, set, problems = {} }: RecorderProps) {
  const { words } = useSurroundings();
  const say = words.tell;
  return (
    <>
      <TextField
        name="actor"
        label={say.actor}
        hint={say.actorHint}
        value={frame.actor}
        set={(actor) => set({ actor })}
        problems={problems['actor']}
        dir="ltr"
        required
      />
      <PickField
        label={say.role}
        values={roles}
        nameOf={(role) => words.codes[role] ?? role}
        value={frame.role}
        pick={(role) => set({ role })}
      />
      <TextField
        name="municipality"
        label={say.municipality}
        hint={say.municipalityHint}
        value={frame.municipality}
        set={(municipality) => set({ municipality })}
        problems={problems['municipality']}
        suggestions={[...municipalities].map(([code, name]) => `${name} (${code})`)}
        dir="ltr"
        required
      />
    </>
  );
}
