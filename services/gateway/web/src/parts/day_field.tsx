// A day, "" where none is given.
import { useId } from 'preact/hooks';

export function DayField({ label, value, pick }: { label: string; value: string; pick(value: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="date" value={value} onChange={(event) => pick(event.currentTarget.value)} />
    </div>
  );
}
