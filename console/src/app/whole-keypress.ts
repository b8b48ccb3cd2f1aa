import { useEffect } from 'react';

/**
 * Enter on a menu's entry opens something that takes the focus while the key still goes down: what follows of that keypress
 * would press whatever has the focus then, most often the way out.
 */
export function useWholeKeypresses(): void {
  useEffect(() => {
    const end = (event: KeyboardEvent): void => {
      const isInMenu = event.target instanceof Element && event.target.closest('[role=menuitem]') !== null;
      if (event.key === 'Enter' && isInMenu) event.preventDefault();
    };
    document.addEventListener('keydown', end);
    return () => document.removeEventListener('keydown', end);
  }, []);
}
