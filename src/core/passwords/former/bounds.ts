/**
 * What a stored password may cost to check, so that no imported row lets one sign-in hold a core or the memory: several
 * times of what the schemes' own projects advise today, and no more.
 */
export const bounds = {
  /** 2^14 rounds are about a second. */
  bcryptCost: { least: 4, most: 14 },
  argon2: { memoryKib: 256 * 1024, time: 16, parallelism: 16, memoryTimesTimeKib: 1024 * 1024 },
  scrypt: { memoryBytes: 256 * 2 ** 20, work: 2 ** 22, parallelism: 16 },
  pbkdf2Rounds: 3_000_000,
  /** Rounds of md5, as a power of two. */
  phpassRoundsLog2: { least: 7, most: 17 },
  hashCharacters: 1_024,
  saltCharacters: 256,
} as const;

/** Why these parameters of scrypt are refused; undefined where they are not. */
export function findScryptProblem({ N, r, p }: { N: number; r: number; p: number }): string | undefined {
  const { memoryBytes, work, parallelism } = bounds.scrypt;
  if (!Number.isSafeInteger(N) || N < 2 || (N & (N - 1)) !== 0 || r < 1 || p < 1) return 'no parameters of scrypt';
  if (N * r * 128 > memoryBytes || N * r * p > work || p > parallelism) {
    return `scrypt with N=${N}, r=${r}, p=${p} costs more than is allowed`;
  }
  return undefined;
}

/** The same for PBKDF2. */
export function findPbkdf2Problem(rounds: number): string | undefined {
  if (!Number.isSafeInteger(rounds) || rounds < 1) return 'no number of rounds';
  return rounds > bounds.pbkdf2Rounds
    ? `${rounds} rounds of PBKDF2 cost more than the ${bounds.pbkdf2Rounds} allowed`
    : undefined;
}
