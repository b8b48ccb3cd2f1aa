/** One request to a vendor and what came of it, secrets masked: to be shown to whoever tries a provider. */
export interface Exchange {
  vendor: string;
  request: { method: string; url: string; headers: Record<string, string>; body: string };
  answer?: { status: number; body: string };
  /** Why there is no answer. */
  failure?: string;
  tookMs: number;
}

/** Is told of every exchange; only the command that tries a provider asks. */
export type ObserveExchange = (exchange: Exchange) => void;

const mask = '********';

/** Takes secrets out of a text: wherever one of them stands, and however it is written there. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter(Boolean).flatMap(spellingsOf);
  // Longest first: one may begin another.
  return spellings.sort((a, b) => b.length - a.length).reduce((masked, each) => masked.replaceAll(each, mask), text);
}

/** A text as addresses, forms, JSON, XML, HTML and encoders write it. */
function spellingsOf(secret: string): string[] {
  // What is half a sign cannot be percent-encoded.
  const text = secret.toWellFormed();
  const bytes = Buffer.from(text);
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const percent = encodeURIComponent(text);
  const strict = percent.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams({ text }).toString().slice('text='.length);
  const escapes = [percent, strict, form, encodeURI(text)];
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [
    secret,
    text,
    ...[json, ascii].flatMap((each) => [each, each.replaceAll('/', '\\/')]),
    ...escapes.flatMap((each) => [each, each.replace(/%[\dA-F]{2}/g, (sign) => sign.toLowerCase())]),
    ...[html, html.replaceAll("'", '&#39;'), text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`)],
    ...(['base64', 'base64url', 'hex'] as const).map((encoding) => bytes.toString(encoding)),
  ];
}

/** The credentials of an Authorization header; what names the key and the signed headers stays. */
export function maskAuthorization(value: string): string {
  return value.replace(/^(Basic|Bearer|bearer) .*$/s, `$1 ${mask}`);
}
