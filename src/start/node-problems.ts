import type { NodeProblem } from '../core/nodes/nodes.ts';

/** What does not fit between nodes, and what to do about it, in words for an operator. */
export function describeNodeProblem(problem: NodeProblem): string {
  switch (problem.kind) {
    case 'other-storage':
      return `node ${problem.about} keeps its files elsewhere, so that what one takes the other cannot give: name one bucket for all in PORTICO_STORAGE_URL, or mount one shared folder at files/ of every data directory / 各节点的文件存放处不同，请统一使用一个存储桶或共享目录`;
    case 'unknown-root-key':
      return `node ${problem.about} works with a root key that this one does not have, and refuses what the other issues: add it to PORTICO_SECRET_KEY here / 本节点缺少另一节点正在使用的主密钥，请补充到 PORTICO_SECRET_KEY`;
    case 'root-key-unknown-there':
      return `node ${problem.about} does not have the root key that this one works with, and refuses what this one issues: add it to PORTICO_SECRET_KEY there / 另一节点缺少本节点正在使用的主密钥，请补充到其 PORTICO_SECRET_KEY`;
    case 'clock':
      return `the clock of this machine is ${(Math.abs(problem.aheadMs) / 1000).toFixed(1)} s ${problem.aheadMs > 0 ? 'ahead of' : 'behind'} the database’s: have it set by the network (NTP) / 本机时钟与数据库相差较大，请启用网络校时`;
  }
}
