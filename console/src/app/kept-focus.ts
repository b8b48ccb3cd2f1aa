import { useEffect } from 'react';

/** What had the focus, and the dialog, menu or other layer over the page that it was in. */
interface Held {
  element: HTMLElement;
  layer: Element | null;
}

const layers = '[role=dialog], [role=menu], .ant-drawer, .ant-popover';
const mostKept = 50;

/**
 * The focus is never left nowhere. Where what has it goes away with its dialog, it goes back to what opened that; where it
 * goes away alone, or its opener did too, the page's title has it. What was merely disabled for a moment gets it back.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let past: Held[] = [];
    let frame: number | undefined;
    const note = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      past = [...past.filter(({ element }) => element !== target), holdOf(target)].slice(-mostKept);
    };
    const mend = (): void => {
      frame = undefined;
      const lost = past.at(-1);
      if (!lost || canHold(lost.element) || isHeldElsewhere(lost.element)) return;
      // A list that loads its next page has all its buttons disabled.
      if (lost.element.isConnected && lost.element.closest('[aria-busy=true]')) return;
      findHeir(lost, past)?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      frame ??= requestAnimationFrame(mend);
    });
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled', 'aria-busy'] });
    document.addEventListener('focusin', note);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', note);
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, []);
}

function holdOf(element: HTMLElement): Held {
  return { element, layer: element.closest(layers) };
}

function canHold(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled') && element.getClientRects().length > 0;
}

function isHeldElsewhere(lost: HTMLElement): boolean {
  const holder = document.activeElement;
  return holder !== null && holder !== document.body && holder !== lost;
}

function findHeir(lost: Held, past: readonly Held[]): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>('main h1');
  const neighbour = lost.element.isConnected ? findEnabled(lost.element.parentElement) : undefined;
  if (neighbour) return neighbour;
  if (!lost.layer) return heading;
  if (isStanding(lost.layer)) return findEnabled(lost.layer) ?? heading;
  // Through a menu that opened the dialog and is gone, to the button that opened the menu.
  const opener = past.findLast(({ layer }) => layer !== lost.layer && (layer === null || isStanding(layer)));
  return opener && canHold(opener.element) ? opener.element : heading;
}

function findEnabled(group: Element | null): HTMLElement | undefined {
  return [...(group?.querySelectorAll<HTMLElement>('button, a[href]') ?? [])].find(canHold);
}

function isStanding(layer: Element): boolean {
  return layer.isConnected && layer.getClientRects().length > 0 && layer.role !== 'menu';
}
