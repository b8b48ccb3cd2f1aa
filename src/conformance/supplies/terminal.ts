import { createInterface } from 'node:readline/promises';

/** Asks a person at the terminal, on stderr; undefined where nobody sits there. */
export function terminalOf(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
  if (!input.isTTY) return undefined;
  return async (question: string): Promise<string> => {
    const lines = createInterface({ input, output });
    try {
      return (await lines.question(question)).trim();
    } finally {
      lines.close();
    }
  };
}
