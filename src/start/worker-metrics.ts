import cluster, { type Worker } from 'node:cluster';
import { mergePrinted, type Printed } from '../metrics/merged.ts';

/** A worker asks for everybody's, each is asked to print its own, and all of them go back to the one that asked. */
type Message =
  | { kind: 'metrics-wanted'; question: string }
  | { kind: 'print-metrics'; question: string }
  | ({ kind: 'metrics-printed'; question: string } & Printed)
  | { kind: 'metrics'; question: string; all: Printed[] };

const patienceMs = 2_000;

/** Carries questions and answers between workers; `running` are those of the moment, by their index. */
export function createMetricsRelay(running: ReadonlyMap<number, Worker>): { watch(worker: Worker): void } {
  const open = new Map<string, { asking: Worker; all: Printed[] }>();

  function send(worker: Worker, message: Message): void {
    if (worker.isConnected()) worker.send(message);
  }

  function ask(asking: Worker, question: string): void {
    open.set(question, { asking, all: [] });
    // One that says nothing is left out.
    setTimeout(answer, patienceMs, question).unref();
    for (const worker of running.values()) send(worker, { kind: 'print-metrics', question });
  }

  function answer(question: string): void {
    const asked = open.get(question);
    open.delete(question);
    if (asked) send(asked.asking, { kind: 'metrics', question, all: asked.all });
  }

  return {
    watch(worker) {
      worker.on('message', (message: Message) => {
        if (message.kind === 'metrics-wanted') ask(worker, message.question);
        if (message.kind !== 'metrics-printed') return;
        const { question, index, text } = message;
        const all = open.get(question)?.all;
        all?.push({ index, text });
        if (all && all.length >= running.size) answer(question);
      });
    },
  };
}

/**
 * How a worker reads the metrics of all, each number labelled with the index of its worker; a process that serves by itself
 * prints its own.
 */
export function createMetricsReader(index: number, print: () => Promise<string>): () => Promise<string> {
  if (!cluster.isWorker) return print;
  const asked = new Map<string, (all: Printed[]) => void>();
  const tell = (message: Message): void => void process.send?.(message);
  let questions = 0;
  const answer = (question: string) => (text: string) => tell({ kind: 'metrics-printed', question, index, text });
  process.on('message', (message: Message) => {
    // One that cannot print is left out, as one that says nothing is.
    if (message.kind === 'print-metrics') print().then(answer(message.question), () => undefined);
    if (message.kind === 'metrics') asked.get(message.question)?.(message.all);
  });
  return async () => {
    questions += 1;
    const question = `${process.pid}:${questions}`;
    const { promise, resolve } = Promise.withResolvers<Printed[]>();
    asked.set(question, resolve);
    tell({ kind: 'metrics-wanted', question });
    const all = await promise;
    asked.delete(question);
    return mergePrinted(all);
  };
}
