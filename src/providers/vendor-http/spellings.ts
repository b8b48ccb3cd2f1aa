/** Finds a text as addresses, forms, JSON, XML, HTML and encoders write it, mixed as they like. */
export function spellingsOf(text: string): RegExp {
  const signs = [...text].map(spellSign).join('');
  return new RegExp([signs, ...encodings(Buffer.from(text))].join('|'), 'g');
}

const entities: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
// JSON within JSON within JSON doubles them each time.
const backslashes = String.raw`\\{0,7}`;

function spellSign(sign: string): string {
  const point = sign.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(sign)].map((byte) => `%${anyCase(byte, 2)}`).join('');
  const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
  const entity = entities[sign];
  const ways = [
    backslashes + units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join(''),
    percent,
    units.map((unit) => `${backslashes}\\\\u${anyCase(unit, 4)}`).join(''),
    `&#0*${point};`,
    `&#[xX]0*${anyCase(point, 1)};`,
    ...(entity ? [`&${entity};`] : []),
    ...(sign === ' ' ? [String.raw`\+`] : []),
  ];
  return `(?:${ways.join('|')})`;
}

/** A number in hexadecimal, its letters large or small. */
function anyCase(number: number, digits: number): string {
  const text = number.toString(16).padStart(digits, '0');
  return text.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

// Less than this of a base64 text may stand anywhere by chance.
const shortestPiece = 6;

/** In hexadecimal; in base64 too, behind any other bytes, as `user:password` has them. */
function encodings(bytes: Buffer): string[] {
  const pieces = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = before === 0 ? 0 : before + 1;
    const last = Math.floor((whole.length * 8) / 6);
    const piece = whole.toString('base64').slice(first, last);
    return piece.length < shortestPiece ? [] : [piece.replaceAll('+', '[+-]').replaceAll('/', '[/_]')];
  });
  return [...pieces, [...bytes].map((byte) => anyCase(byte, 2)).join('')];
}
