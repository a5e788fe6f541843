// What is typed stays with the tab until it is recorded: over refusals, reloads and lost connections. It is in
// sessionStorage, never in the address, and is gone when the tab is.
import { useState } from 'preact/hooks';

function read<Value>(key: string): Value | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text ? (JSON.parse(text) as Value) : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without room there, it stays for as long as the page does.
  }
}

// As useState; what is kept under `key` comes before what `initial` makes. Set to undefined, it is forgotten and begins
// anew. A key stays the same as long as the component does.
export function useKept<Value>(key: string, initial: () => Value): [Value, (value: Value | undefined) => void] {
  const [value, setValue] = useState(() => read<Value>(key) ?? initial());
  return [
    value,
    (next) => {
      write(key, next);
      setValue(next === undefined ? initial() : next);
    },
  ];
}
