import { useEffect, useRef } from 'react';

const fields = 'input:not([type=hidden]):not([type=file]):enabled, textarea:enabled, [role=button][tabindex="0"]';

/**
 * Stands at the beginning of a form in a dialog or a drawer, and gives the focus to its first field when that opens. React's own
 * `autoFocus` comes too early where nothing moves: what opens is not in the document yet.
 */
export function FirstFocus() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const all = [...(mark.current?.parentElement?.querySelectorAll<HTMLInputElement>(fields) ?? [])];
    // Of radio buttons the one that is chosen.
    const first = all.find(({ type, checked }) => type !== 'radio' || checked);
    first?.focus({ preventScroll: true });
    // The dialog that this one opens over may hold it.
    return first && document.activeElement !== first ? takeOver(first) : undefined;
  }, []);
  return <span ref={mark} hidden />;
}

/** A dialog over another one has the focus a moment later, at its first button: from there the field takes it. */
function takeOver(first: HTMLElement): () => void {
  const dialog = first.closest('[role=dialog]');
  const follow = ({ target }: FocusEvent) => {
    if (!dialog?.contains(target as Node)) return;
    end();
    if (target !== first) first.focus({ preventScroll: true });
  };
  const end = () => document.removeEventListener('focusin', follow);
  document.addEventListener('focusin', follow);
  return end;
}
