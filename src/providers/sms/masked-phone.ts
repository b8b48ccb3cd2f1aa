/** An E.164 number as a log may hold it: `+86138****8000`. */
export function maskPhone(e164: string): string {
  return e164.length > 9 ? `${e164.slice(0, -8)}****${e164.slice(-4)}` : `****${e164.slice(-2)}`;
}
