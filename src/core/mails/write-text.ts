import type { Words } from './words.ts';

/** A mail for who reads no HTML: complete, each link and each code alone on its line. */
export function writeText(sections: readonly Words[], name: string): string {
  const parts = sections.map(({ title, paragraphs, code, link, facts, closing }) =>
    [
      title,
      ...paragraphs,
      ...(facts ? [facts.map(([fact, value]) => `${fact}: ${value}`).join('\n')] : []),
      ...(code === undefined ? [] : [code]),
      ...(link ? [link.url] : []),
      closing,
    ].join('\n\n'),
  );
  return `${parts.join('\n\n----\n\n')}\n\n-- \n${name}\n`;
}
