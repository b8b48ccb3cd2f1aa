import { readFileSync, rmSync } from 'node:fs';
import { writePrivateFile } from './durable-files.ts';

/** What is shown to the operator once: its name and its value. */
export type Credential = [name: string, value: string];

const header = [
  '# Made at the first start, valid until changed. Note what you need and remove this file.',
  '# 首次启动时生成，修改之前有效。请记下所需内容，然后删除本文件。',
];

/** Notes the credentials in a file that only its owner reads, each in place of an earlier one of the same name. */
export function noteCredentials(file: string, credentials: readonly Credential[]): void {
  if (credentials.length === 0) return;
  write(file, [...new Map([...readNoted(file), ...credentials])]);
}

/** Takes out those that never became valid; the file goes with the last one. */
export function withdrawCredentials(file: string, credentials: readonly Credential[]): void {
  if (credentials.length === 0) return;
  const withdrawn = new Map(credentials);
  const left = readNoted(file).filter(([name, value]) => withdrawn.get(name) !== value);
  if (left.length > 0) write(file, left);
  else rmSync(file, { force: true });
}

function write(file: string, credentials: readonly Credential[]): void {
  const lines = credentials.map(([name, value]) => `${name}: ${value}`);
  writePrivateFile(file, `${[...header, ...lines].join('\n')}\n`);
}

function readNoted(file: string): Credential[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [, name, value] = /^([^#:]+): (.*)$/.exec(line) ?? [];
    return name !== undefined && value !== undefined ? [[name, value] as Credential] : [];
  });
}
