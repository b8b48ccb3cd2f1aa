/** What this browser remembers; public/theme.js reads `portico.theme` before anything else runs. */
type PreferenceName = 'language' | 'theme' | 'branding' | 'session';

const keyOf = (name: PreferenceName): string => `portico.${name}`;

/** What was remembered; undefined where storage is forbidden. */
export function readText(name: PreferenceName): string | undefined {
  try {
    return localStorage.getItem(keyOf(name)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What was chosen before, if it is one of `allowed`. */
export function readPreference<T extends string>(name: PreferenceName, allowed: readonly T[]): T | undefined {
  const value = readText(name);
  return allowed.find((each) => each === value);
}

/** Forgets it. */
export function removePreference(name: PreferenceName): void {
  try {
    localStorage.removeItem(keyOf(name));
  } catch {
    // Where storage is forbidden nothing was remembered.
  }
}

/** Remembers a choice for the next visit, where the browser allows it. */
export function writePreference(name: PreferenceName, value: string): void {
  try {
    localStorage.setItem(keyOf(name), value);
  } catch {
    // Storage may be forbidden or full: the choice then holds until the page is closed.
  }
}
