// Choosing any number of things: what is chosen stands as buttons that remove it, what may be added in a list.
import { useId, useState } from 'preact/hooks';
import { useSurroundings } from '../context.ts';

export interface Choice {
  code: string;
  label: string;
}

function Chosen({
  codes,
  labelOf,
  remove,
}: {
  codes: string[];
  labelOf(code: string): string;
  remove(code: string): void;
}) {
  const { words } = useSurroundings();
  return (
    <ul class="chips">
      {codes.map((code) => (
        <li key={code}>
          <button type="button" aria-label={words.filters.remove(labelOf(code))} onClick={() => remove(code)}>
            {labelOf(code)} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface ChooseProps {
  label: string;
  // What it means to choose nothing.
  all: string;
  choices: Choice[];
  chosen: string[];
  choose(codes: string[]): void;
}

export function Choose({ label, all, choices, chosen, choose }: ChooseProps) {
  const id = useId();
  const labelOf = (code: string) => choices.find((choice) => choice.code === code)?.label ?? code;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value=""
        onChange={(event) => {
          choose([...chosen, event.currentTarget.value]);
          event.currentTarget.value = '';
        }}
      >
        <option value="" disabled={chosen.length > 0}>
          {chosen.length ? '+' : all}
        </option>
        {choices
          .filter((choice) => !chosen.includes(choice.code))
          .map((choice) => (
            <option key={choice.code} value={choice.code}>
              {choice.label}
            </option>
          ))}
      </select>
      {chosen.length > 0 && (
        <Chosen codes={chosen} labelOf={labelOf} remove={(code) => choose(chosen.filter((one) => one !== code))} />
      )}
    </div>
  );
}

interface FindProps extends ChooseProps {
  placeholder: string;
  // The code that a text means; undefined where none.
  codeOf(text: string): string | undefined;
  labelOf(code: string): string;
  unknown: string;
}

// As Choose, where there are too many to list: by typing.
export function Find({ label, all, choices, chosen, choose, placeholder, codeOf, labelOf, unknown }: FindProps) {
  const id = useId();
  const [isUnknown, setUnknown] = useState(false);
  const add = (input: HTMLInputElement, last: boolean) => {
    const code = input.value ? codeOf(input.value) : undefined;
    setUnknown(last && !!input.value && !code);
    if (!code) return;
    input.value = '';
    if (!chosen.includes(code)) choose([...chosen, code]);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        list={`${id}-list`}
        placeholder={chosen.length ? placeholder : all}
        autocomplete="off"
        aria-invalid={isUnknown}
        aria-describedby={isUnknown ? `${id}-unknown` : undefined}
        onChange={(event) => add(event.currentTarget, true)}
        onInput={(event) => {
          if ((event as unknown as InputEvent).inputType === 'insertReplacementText') add(event.currentTarget, false);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add(event.currentTarget, true);
        }}
      />
      <datalist id={`${id}-list`}>
        {choices.map((choice) => (
          <option key={choice.code} value={`${choice.label} (${choice.code})`} />
        ))}
      </datalist>
      {isUnknown && (
        <p id={`${id}-unknown`} class="problem" role="alert">
          {unknown}
        </p>
      )}
      {chosen.length > 0 && (
        <Chosen codes={chosen} labelOf={labelOf} remove={(code) => choose(chosen.filter((one) => one !== code))} />
      )}
    </div>
  );
}
