import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { WebhookFailure, WebhookOutcome, WebhookSender } from '../../core/ports.ts';
import { http } from '../../http/node-http.ts';
import { failureOfError, failureOfStatus } from './failures.ts';
import { createPinnedLookup, type Resolve, resolveBySystem } from './pinned-lookup.ts';
import { signWebhook } from './signature.ts';
import { findUrlProblem, type WebhookReach } from './webhook-url.ts';

const defaultDeadlineMs = 10_000;
const longestAnswerBytes = 65_536;
const keptCharacters = 1000;

/** Sends webhooks over connections of their own, each to an address that was judged. */
export function createWebhookSender(options: WebhookReach & { resolve?: Resolve; deadlineMs?: number }): WebhookSender {
  const { resolve = resolveBySystem, deadlineMs = defaultDeadlineMs, ...allowed } = options;
  const lookup = createPinnedLookup(resolve, allowed);

  return {
    findUrlProblem: (url) => findUrlProblem(url, allowed),

    async send({ url, signal, ...message }) {
      const deadline = AbortSignal.timeout(deadlineMs);
      const began = performance.now();
      const took = (outcome: Omit<WebhookOutcome, 'durationMs'>): WebhookOutcome => ({
        ...outcome,
        durationMs: Math.round(performance.now() - began),
      });
      // Judged again: what was allowed when the endpoint was made may be refused since.
      const problem = findUrlProblem(url, allowed);
      if (problem) return took(withoutAnswer(problem === 'not-https' ? 'not-secure' : 'address-refused'));
      const body = Buffer.from(message.body);
      const options: RequestOptions = {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': body.length,
          'user-agent': 'Portico-Webhooks/1',
          ...signWebhook(message),
        },
        lookup,
        // A connection of its own: one that is kept would be used for as long as the receiver likes, whatever its name says.
        agent: false,
        signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
      };
      try {
        const response = await post(new URL(url), options, body);
        const status = response.statusCode ?? 0;
        return took({ failure: failureOfStatus(status), status, answer: await readBeginning(response) });
      } catch (error) {
        return took(withoutAnswer(failureOfError(error)));
      }
    },
  };
}

const withoutAnswer = (failure: WebhookFailure) => ({ failure, status: undefined, answer: '' });

/** Resolves when the head of an answer is there. */
function post(url: URL, options: RequestOptions, body: Buffer): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : http.request;
  return new Promise((resolve, reject) => {
    request(url, options, resolve)
      // A 101 that nobody listens for would end the connection without a word, and the deadline with it.
      .on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response);
      })
      .on('error', reject)
      .end(body);
  });
}

/** What is there of the body, to its end or as far as it is read: the status has said all that counts. */
async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (bytes < keptCharacters * 4) chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= longestAnswerBytes) break;
    }
  } catch {
    // Cut off, or not at its end by the deadline.
  } finally {
    response.destroy();
  }
  // A null character cannot be stored by every database.
  const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '\uFFFD');
  return [...text.slice(0, keptCharacters * 2)].slice(0, keptCharacters).join('');
}
