// Fields of a form whose texts the server judges: each with its label, its guidance, and what the server says of it.
import { useId } from 'preact/hooks';

// What the server says of a field, in its own words, which are English.
function Problems({ id, problems }: { id: string; problems: string[] }) {
  if (!problems.length) return null;
  return (
    <p class="problem" id={id} lang="en" dir="ltr">
      {problems.join('; ')}
    </p>
  );
}

interface Common {
  label: string;
  hint?: string;
  problems?: string[];
}

interface TextProps extends Common {
  value: string;
  set(value: string): void;
  required?: boolean;
  // Texts that were used before.
  suggestions?: string[];
  type?: 'text' | 'date';
  // Of identifiers; else the text's own direction.
  dir?: 'ltr' | 'auto';
  // More than one line.
  rows?: number;
  maxLength?: number;
  // Of the element, for whoever moves the focus to it.
  name?: string;
}

export function TextField(props: TextProps) {
  const { label, hint, problems = [], value, set, suggestions, rows, name } = props;
  const id = useId();
  const described = [hint && `${id}-hint`, problems.length && `${id}-problem`].filter(Boolean).join(' ');
  const common = {
    id,
    'value': value,
    'data-field': name,
    'dir': props.dir ?? 'auto',
    'maxLength': props.maxLength,
    'autocomplete': 'off',
    'aria-required': props.required,
    'aria-invalid': problems.length > 0,
    'aria-describedby': described || undefined,
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {rows ? (
        <textarea {...common} rows={rows} onInput={(event) => set(event.currentTarget.value)} />
      ) : (
        <input
          {...common}
          type={props.type ?? 'text'}
          list={suggestions?.length ? `${id}-list` : undefined}
          spellcheck={props.dir !== 'ltr'}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
      {suggestions?.length ? (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      <Problems id={`${id}-problem`} problems={problems} />
    </div>
  );
}

interface ChoiceProps extends Common {
  choices: Record<string, string>;
  value: string;
  set(value: string): void;
  name: string;
  // Only these can be chosen; all where it is left out.
  allowed?: string[] | undefined;
}

// One of a few, nothing chosen at first: radio buttons.
export function ChoiceField({ label, hint, problems = [], choices, value, set, name, allowed }: ChoiceProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problems.length && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <fieldset class="field choice" aria-describedby={described || undefined}>
      <legend>{label}</legend>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {Object.entries(choices).map(([code, text]) => (
        <label key={code}>
          <input
            type="radio"
            name={id}
            data-field={name}
            value={code}
            checked={value === code}
            disabled={allowed && !allowed.includes(code)}
            onChange={() => set(code)}
          />{' '}
          {text}
        </label>
      ))}
      <Problems id={`${id}-problem`} problems={problems} />
    </fieldset>
  );
}
