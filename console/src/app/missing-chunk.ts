/** A part of the console did not come: the server cannot be reached, or has a newer console than this page. */
export class MissingChunk extends Error {
  constructor(cause: unknown) {
    // The router reloads the page by itself for what browsers say of it, and a server that is down leaves none.
    super('a part of the console is missing', { cause });
    this.name = 'MissingChunk';
  }
}

/** What Chromium, Firefox and Safari say of a script, and Vite of a style sheet. */
const missing =
  /^(?:Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed|Unable to preload CSS)/i;

/** Loads a part of the console; throws MissingChunk where it does not come, and what is wrong with it as it is. */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw error instanceof Error && missing.test(error.message) ? new MissingChunk(error) : error;
  }
}
