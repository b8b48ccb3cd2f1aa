import type { DomainError, ErrorKind } from '../core/errors.ts';
import { type Exchange, gone, type RequestWatch, unknownRoute } from '../http/exchange.ts';
import type { Counter, Gauge, Histogram, Registry } from './registry.ts';

/** From what the cheapest answer takes to what nobody waits for. */
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What came of a request, whatever the contract's way of saying it: `ok`, the kind of its failure, or nobody waited. */
type Outcome = 'ok' | 'aborted' | ErrorKind;

/** What one method of a route has counted. */
interface RouteNumbers {
  seconds: Histogram;
  requests: Map<number, Partial<Record<Outcome, Counter>>>;
}

/** Requests by contract, route and outcome. */
export function createHttpMetrics(registry: Registry): RequestWatch {
  const requests = registry.counter({
    name: 'portico_http_requests_total',
    help: 'Requests that have ended. Status 0: the caller was gone before the end of the answer.',
    labels: ['contract', 'route', 'method', 'status', 'outcome'],
  });
  const seconds = registry.histogram({
    name: 'portico_http_request_duration_seconds',
    help: 'From the head of a request to the last byte of its answer.',
    labels: ['contract', 'route', 'method'],
    buckets: secondsBuckets,
  });
  const inFlight = registry.gauge({
    name: 'portico_http_requests_in_flight',
    help: 'Requests that have begun and not ended.',
    labels: ['contract'],
  });
  const failures = registry.counter({
    name: 'portico_http_failures_total',
    help: 'Failures that were answered, by the code that they have in every contract.',
    labels: ['contract', 'code'],
  });
  // A key of all labels together would be made anew for each request; these are only looked up.
  const findInFlight = remember<Gauge>((contract) => inFlight.of(contract));
  const findContract = remember((contract) =>
    remember((route) =>
      remember<RouteNumbers>((method) => ({ seconds: seconds.of(contract, route, method), requests: new Map() })),
    ),
  );

  function countRequest(exchange: Exchange, status: number, numbers: RouteNumbers): void {
    const outcome = outcomeOf(exchange, status);
    const byOutcome = numbers.requests.get(status) ?? {};
    numbers.requests.set(status, byOutcome);
    const { contract, route, method } = exchange;
    byOutcome[outcome] ??= requests.of(contract, route, method, String(status), outcome);
    byOutcome[outcome].add();
  }

  function countFailure(contract: string, error: DomainError | undefined): void {
    if (error) failures.of(contract, error.code).add();
  }

  return {
    begin({ contract }) {
      findInFlight(contract).add(1);
    },

    end(exchange, status) {
      const { contract, route, method, startedAt, error } = exchange;
      findInFlight(contract).add(-1);
      const numbers = findContract(contract)(route)(method);
      numbers.seconds.observe((performance.now() - startedAt) / 1000);
      countRequest(exchange, status, numbers);
      if (status !== gone) countFailure(contract, error);
    },

    refuse({ contract, method, status, error }) {
      requests.of(contract, unknownRoute, method, String(status), error.kind).add();
      countFailure(contract, error);
    },
  };
}

/** Makes what belongs to a key once. */
function remember<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

/** Where no failure was named, as at the server's own paths, the status tells. */
function outcomeOf({ error }: Exchange, status: number): Outcome {
  if (status === gone) return 'aborted';
  if (error) return error.kind;
  if (status < 400) return 'ok';
  return outcomesByStatus[status] ?? (status < 500 ? 'invalid' : 'internal');
}

const outcomesByStatus: Partial<Record<number, ErrorKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  429: 'rate_limited',
  503: 'unavailable',
};
