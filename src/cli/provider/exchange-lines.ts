import type { Exchange } from '../../providers/vendor-http/exchange.ts';

/** One exchange as it went, a line each. */
export function describeExchange({ vendor, request, answer, failure, tookMs }: Exchange): string[] {
  const headers = Object.entries(request.headers).map(([name, value]) => `> ${name}: ${value}`);
  const body = request.body === '' ? [] : ['>', ...request.body.split('\n').map((line) => `> ${line}`)];
  const outcome = answer
    ? [`< ${answer.status}`, ...answer.body.split('\n').map((line) => `< ${line}`)]
    : [`! ${failure ?? 'no answer'}`];
  return [`${vendor}, ${tookMs} ms`, `> ${request.method} ${request.url}`, ...headers, ...body, ...outcome];
}
