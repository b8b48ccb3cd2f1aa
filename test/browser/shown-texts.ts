import type { Page } from 'playwright-core';

/** What the page says to those who see it and to those who hear it: its lines, its title, and the names and hints of its parts. */
export function readShownTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const spoken = ['aria-label', 'alt', 'title', 'placeholder'];
    const named = [...document.querySelectorAll(spoken.map((name) => `[${name}]`).join())];
    const texts = named.flatMap((element) => spoken.map((name) => element.getAttribute(name) ?? ''));
    const lines = document.body.innerText.split('\n');
    return [...new Set([document.title, ...lines, ...texts])].filter((text) => text.trim() !== '');
  });
}
