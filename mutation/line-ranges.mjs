import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The pattern by which Stryker mutates some functions of a file alone: found by name, so that it moves with them.
 * @param {string} root @param {import('./groups.mjs').Functions} part
 * @returns {string[]}
 */
export function toLineRanges(root, { file, functions }) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return functions.map((name) => {
    const first = lines.findIndex((line) =>
      new RegExp(`^ *(export )?(async )?(function )?${name}\\((.*\\{)?$`).test(line),
    );
    const indent = lines[first]?.match(/^ */)?.[0] ?? '';
    const last = lines.findIndex((line, at) => at > first && new RegExp(`^${indent}},?$`).test(line));
    if (first < 0 || last < 0) throw new Error(`${file} has no function ${name}.`);
    return `${file}:${first + 1}-${last + 1}`;
  });
}
