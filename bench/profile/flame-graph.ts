import { escapeHtml } from '../../src/core/escape-html.ts';
import type { Call } from './call-tree.ts';

const width = 1_200;
const rowHeight = 17;
const characterWidth = 6.6;
/** What is narrower cannot be seen. */
const leastWidth = 2.5;

/** A drawing of who called whom: the wider, the longer; callers above those whom they call. Each tells its share when pointed at. */
export function drawFlameGraph(tree: Call, title: string): string {
  const frames: string[] = [];
  const deepest = drawCall(frames, { call: tree, left: 0, depth: 1, wholeUs: tree.totalUs });
  const height = (deepest + 1) * rowHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">`,
    `<title>${escapeHtml(title)}</title><rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="4" y="13">${escapeHtml(title)}</text>`,
    ...frames,
    '</svg>\n',
  ].join('\n');
}

interface Placed {
  call: Call;
  left: number;
  depth: number;
  wholeUs: number;
}

/** Answers how deep it goes. */
function drawCall(frames: string[], { call, left, depth, wholeUs }: Placed): number {
  const wide = (call.totalUs / wholeUs) * width;
  if (wide < leastWidth) return depth - 1;
  frames.push(drawFrame(call, { left, wide, top: depth * rowHeight, share: call.totalUs / wholeUs }));
  let deepest = depth;
  let from = left;
  for (const each of call.calls) {
    deepest = Math.max(deepest, drawCall(frames, { call: each, left: from, depth: depth + 1, wholeUs }));
    from += (each.totalUs / wholeUs) * width;
  }
  return deepest;
}

function drawFrame(
  { name }: Call,
  { left, wide, top, share }: { left: number; wide: number; top: number; share: number },
): string {
  const shown = name.slice(0, Math.floor((wide - 4) / characterWidth));
  const label =
    shown.length > 2 ? `<text x="${(left + 2).toFixed(1)}" y="${top + 12}">${escapeHtml(shown)}</text>` : '';
  return (
    `<g><title>${escapeHtml(name)}: ${(share * 100).toFixed(1)} %</title>` +
    `<rect x="${left.toFixed(1)}" y="${top}" width="${wide.toFixed(1)}" height="${rowHeight - 1}" fill="${colourOf(name)}"/>${label}</g>`
  );
}

/** Ours, the libraries', Node's own, and what has no code of its own. */
function colourOf(name: string): string {
  if (/ (src|console)\//.test(name)) return '#f6b26b';
  if (name.includes(' node_modules/')) return '#ffe599';
  return name.includes(' node:') ? '#b6d7a8' : '#d9d9d9';
}
