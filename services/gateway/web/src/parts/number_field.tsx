// A whole number, or one of tenths; while it is being typed and is none, the last one stands.
import { useEffect, useId, useState } from 'preact/hooks';

interface NumberProps {
  label: string;
  value: number;
  least: number;
  most: number;
  step?: number;
  pick(value: number): void;
}

export function NumberField({ label, value, least, most, step = 1, pick }: NumberProps) {
  const id = useId();
  const [text, setText] = useState(String(value));
  useEffect(() => setText((typed) => (Number(typed) === value && typed !== '' ? typed : String(value))), [value]);
  const typed = (input: HTMLInputElement) => {
    setText(input.value);
    const number = input.value === '' ? NaN : Number(input.value);
    if (number >= least && number <= most && (step !== 1 || Number.isInteger(number))) pick(number);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={least}
        max={most}
        step={step}
        value={text}
        onInput={(event) => typed(event.currentTarget)}
        onBlur={() => setText(String(value))}
      />
    </div>
  );
}
