import { type FieldError, invalidFields } from '../errors.ts';
import type { StagedFile } from '../ports.ts';
import { findReleasePath } from './release-path.ts';
import { isChannel } from './rollout.ts';
import { isVersion } from './version.ts';

/** What an operator says of a release, and may say anew later. */
export interface ReleaseInput {
  notes?: string | null;
  /** `stable` unless told. */
  channel?: string;
  /** How much of the fleet is offered it, 0 to 100; everybody unless told. */
  rolloutPercent?: number;
}

/** What is published under which version; the file name decides the path. */
export interface NewRelease extends ReleaseInput {
  version: string;
  fileName: string;
}

const longestNotes = 10_000;

/** The release's path. Throws `request.invalid_fields` with everything that keeps it from being published. */
export function readNewRelease(release: NewRelease, { sizeBytes }: StagedFile): string {
  const problems: FieldError[] = [];
  if (!isVersion(release.version)) {
    const rule = '1~64 位字母、数字或 . + _ -，以字母或数字开头，不能含有 ..';
    problems.push({ field: 'version', label: '版本号', rule });
  }
  const path = findReleasePath(release.fileName, release.version);
  if (path === undefined) problems.push({ field: 'file', label: '升级文件', rule: '文件名不合法' });
  else if (sizeBytes === 0) problems.push({ field: 'file', label: '升级文件', rule: '不能为空' });
  problems.push(...findProblems(release));
  if (path === undefined || problems.length > 0) throw invalidFields(...problems);
  return path;
}

/** Throws `request.invalid_fields` with every one that breaks its rule. */
export function requireValidInput(words: ReleaseInput): void {
  const problems = findProblems(words);
  if (problems.length > 0) throw invalidFields(...problems);
}

function findProblems({ notes, channel, rolloutPercent }: ReleaseInput): FieldError[] {
  const problems: FieldError[] = [];
  if (channel !== undefined && !isChannel(channel)) {
    const rule = '1~32 位小写字母、数字或 -，以字母或数字开头';
    problems.push({ field: 'channel', label: '渠道', rule });
  }
  if (rolloutPercent !== undefined && !isPercentage(rolloutPercent)) {
    problems.push({ field: 'rolloutPercent', label: '灰度比例', rule: '0~100 的整数' });
  }
  if (notes && notes.length > longestNotes) {
    problems.push({ field: 'notes', label: '更新说明', rule: `最多 ${longestNotes} 个字符` });
  }
  return problems;
}

function isPercentage(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 100;
}
