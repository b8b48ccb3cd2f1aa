import type { ContractTraits, SessionTraits } from './traits.ts';

// What begins the name of a setting, names a listener, or stands beside the contracts in logs and labels.
const takenNames = [
  'server',
  'limits',
  'security',
  'branding',
  'main',
  'console',
  'metrics',
  'management',
  'account',
  'assets',
];
const nameShape = /^[a-z][a-z0-9]{1,19}$/;
// The server's own, which are asked first (R6): below them no contract would ever be.
const takenPaths = ['/healthz', '/readyz', '/metrics', '/avatars', '/account', '/docs', '/console', '/management'];
const pathShape = /^(\/|(\/[\w.~-]+)+)$/;
const minuteMs = 60_000;
const longestMs = 400 * 86_400_000;

/** What keeps contracts from standing side by side, in one line each: told at every start, before anything is opened. */
export function findContractFaults(contracts: Readonly<Record<string, ContractTraits>>): string[] {
  const all = Object.entries(contracts);
  return [
    ...all.flatMap(([key, traits]) => findOwnFaults(key, traits).map((fault) => `contract ${key}: ${fault}`)),
    ...findClashes(all, 'path', ({ paths }) => paths),
    ...findClashes(all, 'port', ({ defaultPort }) => (defaultPort === null ? [] : [defaultPort])),
  ];
}

function findOwnFaults(key: string, { name, title, paths, defaultPort, sessions }: ContractTraits): string[] {
  const faults: string[] = [];
  if (name !== key) faults.push(`its traits call it ${name}: registry and traits must agree`);
  if (!nameShape.test(name)) faults.push('its name must be 2 to 20 lower-case letters and digits, a letter first');
  if (takenNames.includes(name)) faults.push(`the name ${name} is taken by the server itself`);
  if (!title.zh.trim() || !title.en.trim()) faults.push('its title must be there in Chinese and English');
  if (paths.length === 0) faults.push('it has no path: nobody could reach it on the main port');
  for (const path of paths) {
    const owner = takenPaths.find((taken) => path === taken || path.startsWith(`${taken}/`));
    if (!pathShape.test(path)) faults.push(`the path ${path} must be / or like /kiosk/v1, without a slash at its end`);
    if (owner !== undefined) faults.push(`the path ${path} lies below ${owner}, which is the server's own`);
  }
  if (defaultPort !== null && !(Number.isInteger(defaultPort) && defaultPort >= 1 && defaultPort <= 65_535)) {
    faults.push(`the port ${defaultPort} must be a whole number from 1 to 65535`);
  }
  return sessions ? [...faults, ...findLifetimeFaults(sessions)] : faults;
}

function findLifetimeFaults(sessions: SessionTraits): string[] {
  const faults = Object.entries(sessions).flatMap(([name, value]) => {
    if (name === 'kind') return [];
    // A JWT counts in seconds.
    const isGood = Number.isInteger(Number(value) / 1000) && Number(value) >= minuteMs && Number(value) <= longestMs;
    return isGood ? [] : [`${name} is ${value}: it must be whole seconds in milliseconds, a minute to 400 days`];
  });
  if (sessions.kind === 'opaque' && sessions.refreshLifetimeMs < sessions.accessLifetimeMs) {
    faults.push('its refresh tokens must live as long as its access tokens, or longer');
  }
  return faults;
}

/** Two contracts that want the same: only one of them would be asked. */
function findClashes(
  all: ReadonlyArray<readonly [key: string, traits: ContractTraits]>,
  what: 'path' | 'port',
  valuesOf: (traits: ContractTraits) => ReadonlyArray<string | number>,
): string[] {
  const owners = new Map<string | number, string>();
  return all.flatMap(([key, traits]) =>
    valuesOf(traits).flatMap((value) => {
      const owner = owners.get(value);
      if (owner === undefined) owners.set(value, key);
      return owner === undefined
        ? []
        : [`contracts ${owner} and ${key} both have the ${what} ${value}: change one of them`];
    }),
  );
}
