// What is wider than the page scrolls within it, by keyboard, too: then, and only then, it is a stop of the Tab key.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface ScrollBoxProps {
  // For who hears that it is one.
  title: string;
  children: ComponentChildren;
}

export function ScrollBox({ title, children }: ScrollBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const look = () => setScrolls(current.scrollWidth > current.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(current);
    // The table in it grows with its rows.
    for (const child of current.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="table-box" ref={box} {...(scrolls ? { 'tabIndex': 0, 'role': 'group', 'aria-label': title } : {})}>
      {children}
    </div>
  );
}
