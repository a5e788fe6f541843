// One of some values.
import { useId } from 'preact/hooks';

interface PickProps<Value extends string> {
  label: string;
  values: readonly Value[];
  nameOf(value: Value): string;
  value: Value;
  pick(value: Value): void;
}

export function PickField<Value extends string>({ label, values, nameOf, value, pick }: PickProps<Value>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => pick(event.currentTarget.value as Value)}>
        {values.map((one) => (
          <option key={one} value={one}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </div>
  );
}
