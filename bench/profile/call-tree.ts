import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `node --cpu-prof` writes, as far as it is read. */
export interface CpuProfile {
  nodes: ReadonlyArray<{
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: readonly number[];
  }>;
  samples: readonly number[];
  /** Microseconds from one sample to the next. */
  timeDeltas: readonly number[];
}

/** A function, called from a certain place. */
export interface Call {
  /** `function file:line`; without a place where it is Node's own. */
  name: string;
  /** Microseconds in it alone, and with all that it called. */
  ownUs: number;
  totalUs: number;
  calls: Call[];
}

const root = new URL('../..', import.meta.url);
// In these nobody works.
const restful = new Set(['(idle)', '(program)']);

/** Who called whom and for how long, without the time in which the process had nothing to do. */
export function toCallTree({ nodes, samples, timeDeltas }: CpuProfile): Call {
  const ownUs = new Map<number, number>();
  for (const [index, id] of samples.entries()) ownUs.set(id, (ownUs.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const build = (id: number): Call => {
    const { callFrame, children = [] } = byId.get(id) as CpuProfile['nodes'][number];
    const isRest = restful.has(callFrame.functionName);
    const own = isRest ? 0 : (ownUs.get(id) ?? 0);
    const calls = children.map(build).filter(({ totalUs }) => totalUs > 0);
    return {
      name: nameOf(callFrame),
      ownUs: own,
      totalUs: calls.reduce((sum, { totalUs }) => sum + totalUs, own),
      calls,
    };
  };
  return build(nodes[0]?.id ?? 0);
}

/** Functions by the time in them alone, wherever they are called from; the longest first. */
export function byOwnTime(tree: Call): Array<[name: string, ownUs: number]> {
  const sums = new Map<string, number>();
  const add = ({ name, ownUs, calls }: Call): void => {
    sums.set(name, (sums.get(name) ?? 0) + ownUs);
    for (const call of calls) add(call);
  };
  add(tree);
  return [...sums].sort(([, one], [, other]) => other - one);
}

function nameOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName || '(anonymous)';
  if (url.startsWith('node:')) return `${name} ${url}`;
  if (!url.startsWith('file:')) return name;
  return `${name} ${relative(fileURLToPath(root), fileURLToPath(url))}:${lineNumber + 1}`;
}
