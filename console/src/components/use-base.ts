import { useState } from 'react';

/**
 * What a form that changes something is based on, its version too: it stays as it was when the form was opened, however
 * often that is loaded anew behind it. After `loadNewest` it is the newest.
 */
export function useBase<T>(newest: T): [base: T, loadNewest: () => void] {
  const [pinned, setPinned] = useState<{ base: T } | undefined>({ base: newest });
  return [pinned ? pinned.base : newest, () => setPinned(undefined)];
}
