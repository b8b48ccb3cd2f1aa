import { join } from 'node:path';

/**
 * Stryker's options for one run.
 * @param {{ name: string, mutate: string[], tests: string[], concurrency: number, output: string }} run
 */
export function strykerOptions({ name, mutate, tests, concurrency, output }) {
  return {
    mutate: [...mutate, '!**/*.test.ts'],
    testRunner: 'tap',
    plugins: ['@stryker-mutator/tap-runner'],
    tap: {
      testFiles: tests,
      nodeArgs: ['--test-reporter=tap', '--import=./mutation/own-temporary-files.mjs', '-r', '{{hookFile}}'],
    },
    // The runner tells files apart, not tests: a mutant is shown only to the files that reach it.
    coverageAnalysis: 'perTest',
    // Node strips the types itself, and nobody checks those of mutated code.
    disableTypeChecks: false,
    concurrency,
    // Generous: on a busy machine a test that waits for its turn would be taken for one that found something.
    timeoutMS: 15_000,
    timeoutFactor: 2,
    ignorePatterns: [
      '/.cache',
      '/.ci',
      '/bench',
      '/console',
      '/coverage',
      '/data',
      '/deploy',
      '/docs',
      '/mutation/node_modules',
      '/test/browser',
      '/test/output',
      '/torture',
    ],

    tempDirName: join(output, 'sandbox'),
    reporters: ['json', 'html', 'clear-text', 'progress-append-only'],
    jsonReporter: { fileName: join(output, `${name}.json`) },
    htmlReporter: { fileName: join(output, `${name}.html`) },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportScoreTable: false },
    allowConsoleColors: false,
  };
}
