const shape = /^\s*(?:with\s.*?\)\s*)?(select|insert|update|delete|begin|commit|create|drop|alter)\b/is;
const target = /\b(?:from|into|update)\s+"?([a-z_]\w*)"?/i;
const longestRead = 2_000;

/** What a statement does, and to which table first: of its text nothing else. */
export function nameOfStatement(sql: string): { operation: string; table: string | undefined } {
  const text = sql.slice(0, longestRead);
  return { operation: shape.exec(text)?.[1]?.toLowerCase() ?? 'statement', table: target.exec(text)?.[1] };
}
