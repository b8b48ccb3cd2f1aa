import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How a file lies compressed beside itself. */
export type Encoding = 'br' | 'gzip';

const endings: ReadonlyArray<readonly [encoding: Encoding, ending: string]> = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

/** One build of the console. */
export interface BuiltConsole {
  /** Tells this build from every other. */
  stamp: string;
  /** Each file's name (`assets/index-Dq3.js`), with the encodings it is to be had in, the smallest first. */
  files: ReadonlyMap<string, readonly Encoding[]>;
  pathOf(name: string, encoding: Encoding | ''): string;
}

// Written last by scripts/build-console.mjs, so that a build with it is whole.
const stampName = '.built';

/** The build in `folder`: read once, and anew after the console was built again under a running server; undefined before the first. */
export function createConsoleFiles(folder: string): { current(): Promise<BuiltConsole | undefined> } {
  let version = '';
  let built: BuiltConsole | undefined;
  return {
    async current() {
      const found = await stat(join(folder, stampName)).catch(() => undefined);
      if (!found) return undefined;
      const newest = `${found.ino} ${found.mtimeMs}`;
      if (newest !== version) {
        built = await readBuild(folder);
        version = newest;
      }
      return built;
    },
  };
}

/** Only names that were found are ever opened, so that no request leads out of the folder. */
async function readBuild(folder: string): Promise<BuiltConsole> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const names = new Set(paths.map((path) => path.slice(folder.length + 1).replaceAll('\\', '/')));
  const isVariant = (name: string): boolean => endings.some(([, ending]) => name.endsWith(ending));
  const files = new Map<string, Encoding[]>();
  for (const name of names) {
    if (name === stampName || isVariant(name)) continue;
    files.set(
      name,
      endings.flatMap(([encoding, ending]) => (names.has(name + ending) ? [encoding] : [])),
    );
  }
  return {
    stamp: (await readFile(join(folder, stampName), 'utf8')).trim().slice(0, 16),
    files,
    pathOf: (name, encoding) => join(folder, name) + (endings.find(([each]) => each === encoding)?.[1] ?? ''),
  };
}
