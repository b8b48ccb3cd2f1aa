/** A number for each calling code, and under `*` for all that are not named. */
export type CallingCodeTable = ReadonlyMap<string, number>;

const callingCode = /^[1-9]\d{0,3}$/;
const plainNumber = /^\d{1,9}(\.\d{1,6})?$/;
const others = '*';

/**
 * Understands `86=0.045, 1=0.06, *=0.5`: calling codes without the plus sign, each once, and `*` for the others, without
 * which a country that nobody thought of would have no number. At most `maximum`, whole numbers unless `fractions`, which
 * go down to a millionth. Undefined for anything else.
 */
export function parseCallingCodeTable(
  text: string,
  { maximum, fractions }: { maximum: number; fractions: boolean },
): CallingCodeTable | undefined {
  const table = new Map<string, number>();
  for (const entry of text.split(',')) {
    const [code = '', value = '', ...more] = entry.split('=').map((part) => part.trim().replace(/^\+/, ''));
    const isWrong = more.length > 0 || table.has(code) || !(code === others || callingCode.test(code));
    if (isWrong || !plainNumber.test(value) || Number(value) > maximum) return undefined;
    if (!fractions && !Number.isInteger(Number(value))) return undefined;
    table.set(code, Number(value));
  }
  return table.has(others) ? table : undefined;
}

/** The table as it is kept. */
export function printCallingCodeTable(table: CallingCodeTable): string {
  return [...table].map(([code, value]) => `${code}=${value}`).join(',');
}

/** The number of a calling code; 0 where the table has none for it. */
export function numberFor(table: CallingCodeTable, code: string): number {
  return table.get(code) ?? table.get(others) ?? 0;
}

/** Understands `86, 852,+1`: each once, at least one. Undefined for anything else. */
export function parseCallingCodes(text: string): string[] | undefined {
  const codes = text.split(',').map((part) => part.trim().replace(/^\+/, ''));
  return codes.every((code) => callingCode.test(code)) && new Set(codes).size === codes.length ? codes : undefined;
}
