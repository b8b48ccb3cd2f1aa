import { relative, resolve } from 'node:path';
import { inspect, styleText } from 'node:util';

/** @typedef {{ name: string, where: string, error: unknown, output?: string[] | undefined }} Failure */
/** @typedef {{ hasTests: boolean, failedItself: boolean, output: string[] }} FileState */

const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;
const keptOutputLines = 200;

/** @param {Parameters<typeof styleText>[0]} style @param {string} text */
const paint = (style, text) => (colours ? styleText(style, text) : text);

/**
 * Prints each test as one line, then every failure in full, and tells its parent how many passed, how many failed, and
 * the failures as they were printed.
 * @param {AsyncIterable<any>} events
 */
// biome-ignore lint/style/noDefaultExport: node:test takes a reporter from the default export
export default async function* report(events) {
  const run = createRun();
  for await (const event of events) yield* run.take(event);
  yield* run.end();
}

function createRun() {
  /** @type {Map<string, FileState>} */
  const files = new Map();
  /** @type {Failure[]} */
  const failures = [];
  /** @type {{ name: string, printed: boolean }[]} */
  const open = [];
  let passed = 0;
  let currentFile = '';

  /** @param {string} file */
  const fileState = (file) => {
    const state = files.get(file) ?? { hasTests: false, failedItself: false, output: [] };
    files.set(file, state);
    return state;
  };

  /** @param {any} event */
  function* take({ type, data }) {
    // A test may be made by a function of another file, which is no file of tests itself.
    if (type === 'test:enqueue' && isFile(data)) fileState(data.file);
    else if (type === 'test:stdout' || type === 'test:stderr') yield keepOutput(data, data.message);
    else if (type === 'test:diagnostic' && data.file) yield keepOutput(data, `${data.message}\n`);
    else if (type === 'test:start') yield* start(data);
    else if (type === 'test:pass' || type === 'test:fail') yield* finish(data, type === 'test:pass');
    else if (type === 'test:summary' && data.file) fileState(data.file).hasTests = data.counts.tests > 0;
    else if (type === 'test:interrupted')
      failures.push({ name: 'interrupted', where: '', error: 'The run was stopped by a signal.' });
  }

  /** @param {{ file: string }} data @param {string} message */
  function keepOutput({ file }, message) {
    const output = files.get(resolve(file))?.output ?? [];
    output.push(message);
    if (output.length > keptOutputLines) output.shift();
    return message;
  }

  /** @param {any} data */
  function* start(data) {
    if (data.file !== currentFile && !isFile(data)) {
      currentFile = data.file;
      yield `\n${relative(process.cwd(), data.file)}\n`;
    }
    for (const [depth, parent] of open.slice(0, data.nesting).entries()) {
      if (!parent.printed) yield `${indent(depth)}${parent.name}\n`;
      parent.printed = true;
    }
    open.length = data.nesting;
    open.push({ name: data.name, printed: false });
  }

  /** @param {any} data @param {boolean} ok */
  function* finish(data, ok) {
    if (isFile(data)) return yield* finishFile(data, ok);
    const isParent = open[data.nesting]?.printed === true || data.details.type === 'suite';
    open.length = data.nesting;
    const problem = problemOf(data, ok);
    if (problem === undefined && isParent) return;
    if (isParent && data.details.error?.failureType === 'subtestsFailed') return;
    if (problem === undefined) passed += 1;
    else failures.push({ name: data.name, where: location(data), error: problem });
    yield line(data, problem === undefined);
  }

  /** @param {any} data @param {boolean} ok */
  function* finishFile(data, ok) {
    const state = fileState(data.file);
    if (ok) return;
    state.failedItself = true;
    failures.push({
      name: fileName(data.file),
      where: '',
      error: exitReason(data.details.error),
      output: state.output,
    });
    yield line({ ...data, name: fileName(data.file) }, false);
  }

  function* end() {
    for (const [file, state] of files) {
      if (state.hasTests || state.failedItself) continue;
      failures.push({
        name: fileName(file),
        where: '',
        error: 'The file has no tests, or its process ended before they were done.',
        output: state.output,
      });
    }
    const described = failures.map((failure, index) => describeFailure(index + 1, failure));
    yield* described;
    if (failures.length > 0 || passed === 0) process.exitCode = 1;
    process.send?.({ passed, failed: failures.length, failures: described });
  }

  return { take, end };
}

/** Node reports a file that crashes or holds no tests as if it were a test. @param {any} data */
function isFile(data) {
  return data.nesting === 0 && resolve(data.name) === data.file;
}

/**
 * Why a test does not count as passed. Nothing is skipped here, so what was skipped did not pass.
 * @param {any} data @param {boolean} ok
 */
function problemOf(data, ok) {
  if (isSet(data.skip)) return 'skipped';
  if (isSet(data.todo)) return 'marked as todo';
  return ok ? undefined : (data.details.error?.cause ?? data.details.error);
}

/** @param {unknown} mark */
const isSet = (mark) => mark !== undefined && mark !== false;

/** @param {any} error */
function exitReason(error) {
  if (error?.signal) return `The process was ended by ${error.signal}.`;
  if (typeof error?.exitCode === 'number') return `The process exited with status ${error.exitCode}.`;
  return error?.cause ?? error;
}

/** @param {any} data @param {boolean} ok */
function line(data, ok) {
  const mark = ok ? paint('green', '✔') : paint('red', '✖');
  const ms = data.details.duration_ms;
  return `${indent(data.nesting)}${mark} ${data.name}${ms > 1_000 ? ` (${(ms / 1_000).toFixed(1)} s)` : ''}\n`;
}

/** @param {number} number @param {Failure} failure */
function describeFailure(number, { name, where, error, output }) {
  const text = typeof error === 'string' ? error : inspect(error, { colors: colours, depth: 8 });
  const parts = where ? [`at ${where}`, text] : [text];
  if (output && output.length > 0) parts.push('Its output:', output.join('').trimEnd());
  const body = parts.join('\n').replaceAll('\n', '\n   ');
  return `\n${paint('red', `${number}) ${name}`)}\n   ${body}\n`;
}

/** @param {any} data */
const location = (data) => `${fileName(data.file)}:${data.line}:${data.column}`;

/** @param {string} file */
const fileName = (file) => relative(process.cwd(), file);

/** @param {number} depth */
const indent = (depth) => '  '.repeat(depth);
