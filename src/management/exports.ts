import { Readable } from 'node:stream';
import { attachmentHeaders } from '../http/attachment.ts';
import type { ManagementReply } from './context.ts';
import { printTime } from './schemas.ts';

/** What whole lists are exported as. */
export const exportTypes = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
} as const;

/** Streams a list as a file that is named after what it holds and the moment: `accounts-2026-11-20T080000.csv`. */
export function sendExport(
  reply: ManagementReply,
  { name, format, now }: { name: string; format: keyof typeof exportTypes; now: number },
  texts: AsyncIterable<string>,
): ManagementReply {
  const moment = printTime(now).slice(0, 19).replaceAll(':', '');
  return reply
    .type(exportTypes[format])
    .headers(attachmentHeaders(`${name}-${moment}.${format}`))
    .send(Readable.from(texts));
}
