/** Texts that were written and not sent, by what they are about, in the order of their last change. */
type Drafts = Array<[about: string, text: string]>;

const key = 'portico.drafts';
const mostKept = 20;

/** What was written about something and not sent yet; it outlives a reload of the page, and ends with its tab. */
export function readDraft(about: string): string {
  return readAll().find(([each]) => each === about)?.[1] ?? '';
}

/** Keeps a draft, an empty one not; the oldest of many are let go. */
export function keepDraft(about: string, text: string): void {
  const others = readAll().filter(([each]) => each !== about);
  write(text === '' ? others : [...others, [about, text]]);
}

/** Lets all go: whoever signs in next in this tab is somebody else. */
export function forgetDrafts(): void {
  write([]);
}

function readAll(): Drafts {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]');
  } catch {
    return [];
  }
}

function write(drafts: Drafts): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(drafts.slice(-mostKept)));
  } catch {
    // Storage may be forbidden or full: the box itself still has the text.
  }
}
