import { createHash, createPublicKey, verify } from 'node:crypto';

/** A header field as it stands in a message, folded lines and all. */
interface Field {
  name: string;
  value: string;
  raw: string;
}

/**
 * Whether the message's DKIM signature of that selector is right, by RFC 6376 §6.1.3: relaxed/relaxed and rsa-sha256, the
 * only ones that are known here. `publicKey` is the `p=` of the DNS record.
 */
export function isSignedBy(message: string, { selector, publicKey }: { selector: string; publicKey: string }): boolean {
  const [head, body] = cut(message);
  const fields = readFields(head);
  const signature = fields.find((field) => field.name === 'dkim-signature' && tagsOf(field).get('s') === selector);
  if (!signature) return false;
  const tags = tagsOf(signature);
  if (tags.get('v') !== '1' || tags.get('a') !== 'rsa-sha256' || tags.get('c') !== 'relaxed/relaxed') return false;
  const bodyHash = createHash('sha256').update(relaxBody(body), 'latin1').digest('base64');
  if (tags.get('bh') !== bodyHash) return false;
  const signed = [...pick(fields, (tags.get('h') ?? '').split(':')).map(relaxField), relaxField(without(signature))];
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify('sha256', Buffer.from(signed.join('\r\n'), 'latin1'), key, Buffer.from(tags.get('b') ?? '', 'base64'));
}

/** The names that the signature of that selector covers. */
export function signedNames(message: string): string[] {
  const field = readFields(cut(message)[0]).find(({ name }) => name === 'dkim-signature');
  return field ? (tagsOf(field).get('h') ?? '').toLowerCase().split(':') : [];
}

function cut(message: string): [head: string, body: string] {
  const end = message.indexOf('\r\n\r\n');
  return end === -1 ? [message, ''] : [message.slice(0, end + 2), message.slice(end + 4)];
}

function readFields(head: string): Field[] {
  const lines = head.replace(/\r\n$/, '').split(/\r\n(?![ \t])/);
  return lines.map((raw) => {
    const colon = raw.indexOf(':');
    return { name: raw.slice(0, colon).trim().toLowerCase(), value: raw.slice(colon + 1), raw };
  });
}

/** §3.2: white space means nothing in the tags that are read here. */
function tagsOf({ value }: Field): Map<string, string> {
  return new Map(
    value
      .split(';')
      .map((tag) => tag.replaceAll(/\s+/g, ''))
      .filter((tag) => tag.includes('='))
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
}

/** §5.4.2: of fields with one name the last first; a name more often than there are fields stands for none. */
function pick(fields: readonly Field[], names: readonly string[]): Field[] {
  const left = [...fields];
  return names.flatMap((name) => {
    const index = left.findLastIndex((field) => field.name === name.trim().toLowerCase());
    return index === -1 ? [] : left.splice(index, 1);
  });
}

/** §3.4.2 */
function relaxField({ name, value }: Field): string {
  return `${name}:${value
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()}`;
}

/** §3.7: the signature signs itself with its `b=` empty. */
function without(field: Field): Field {
  return { ...field, value: field.value.replace(/((?:^|;)\s*b\s*=)[^;]*/, '$1') };
}

/** §3.4.4 */
function relaxBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  const text = lines.join('\r\n').replace(/(\r\n)+$/, '');
  return text === '' ? '' : `${text}\r\n`;
}
