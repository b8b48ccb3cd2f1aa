/** Why a program may not want to send: nobody looks at its page, or there is no network. */
export type PauseReason = 'hidden' | 'offline';

/** What of a browser is asked for; each part is missing somewhere. */
interface Surroundings {
  document?: Listening & { visibilityState: string };
  navigator?: { onLine?: boolean };
  addEventListener?: Listening['addEventListener'];
  removeEventListener?: Listening['removeEventListener'];
}

interface Listening {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** Tells of each reason how it is now and whenever it changes, until what it returns is called. Without a page, nothing. */
export function watchPage(
  reasons: readonly PauseReason[],
  tell: (reason: PauseReason, isSo: boolean) => void,
): () => void {
  const around = globalThis as unknown as Surroundings;
  const endings: Array<() => void> = [];

  function watch(reason: PauseReason, source: Partial<Listening> | undefined, events: string[], isSo: () => boolean) {
    if (!reasons.includes(reason) || !source?.addEventListener) return;
    const listener = (): void => tell(reason, isSo());
    for (const event of events) source.addEventListener(event, listener);
    endings.push(() => {
      for (const event of events) source.removeEventListener?.(event, listener);
    });
    listener();
  }

  watch('hidden', around.document, ['visibilitychange'], () => around.document?.visibilityState === 'hidden');
  watch('offline', around, ['online', 'offline'], () => around.navigator?.onLine === false);
  return () => {
    for (const end of endings) end();
  };
}
