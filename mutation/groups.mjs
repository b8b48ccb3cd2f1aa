/**
 * What is mutated, whole files or some functions of one, and the tests that must notice: those beside the code, and whatever
 * else is quick. They are run in this order until one fails, so that the quickest come first.
 * @typedef {{ file: string, functions: string[] }} Functions
 * @typedef {{ mutate: Array<string | Functions>, tests: string[] }} Group
 */

/** @type {Record<string, Group>} */
export const groups = {
  sessions: {
    mutate: ['src/core/sessions/*.ts'],
    tests: [
      'src/core/sessions/jwt.test.ts',
      'src/core/sessions/sessions.test.ts',
      'src/core/sessions/session-*.test.ts',
      'src/core/sessions/refresh.test.ts',
      'src/core/sessions/sightings.test.ts',
    ],
  },
  codes: {
    mutate: ['src/core/codes/*.ts'],
    tests: ['src/core/codes/*.test.ts'],
  },
  passwords: {
    mutate: [
      'src/core/passwords/*.ts',
      { file: 'src/core/accounts/changing.ts', functions: ['setPassword', 'exchangePassword'] },
      { file: 'src/core/accounts/accounts.store.ts', functions: ['replaceVerifier', 'exchangePassword'] },
    ],
    // Not the one about the line before the hasher, which fills it: hundreds of hashes for each mutant.
    tests: [
      'src/core/passwords/policy.test.ts',
      'src/core/passwords/guesses.test.ts',
      'src/core/passwords/hasher.test.ts',
      'src/core/passwords/confirmation.test.ts',
      'src/core/passwords/changes.test.ts',
      'src/core/passwords/passwords.test.ts',
    ],
  },
  'blog-signature': {
    mutate: [
      'src/gateways/blog/signature.ts',
      'src/gateways/blog/signed-requests.ts',
      'src/core/replays/*.ts',
      'src/core/signing-keys/*.ts',
      'src/core/same-secret.ts',
    ],
    tests: [
      'src/gateways/blog/signature.test.ts',
      'src/core/replays/unkept-marks.test.ts',
      'src/core/replays/replays.test.ts',
      'src/core/signing-keys/*.test.ts',
      'src/gateways/blog/signed-requests.test.ts',
      'src/gateways/blog/conformance-signature.test.ts',
    ],
  },
};
