import { randomInt } from 'node:crypto';
import { createTrustedProxies } from '../http/trusted-proxies.ts';
import { createAnswerer } from './answerer.ts';
import { createBreaker } from './breaker.ts';
import { createComparisons } from './comparisons.ts';
import { createDifferences } from './differences.ts';
import type { EndpointFinder } from './endpoints.ts';
import { rulesFor } from './field-rules.ts';
import { createFigures } from './figures.ts';
import { createIssuedTable } from './issued.ts';
import { createIssuing } from './issuing.ts';
import { limits } from './limits.ts';
import { createMemoryBudget } from './memory-budget.ts';
import { openOwnTokens } from './own-tokens.ts';
import { createProxy } from './proxy.ts';
import { createReplays } from './replays.ts';
import { createRouting } from './routing.ts';
import type { ShadowOptions } from './shadow-options.ts';
import { openSwitches } from './switches.ts';
import { createUpstream } from './upstream.ts';
import { createWatcher } from './watcher.ts';

/** Puts the parts of one proxy together; nothing is open yet but its files. */
export function assemble(options: ShadowOptions, findEndpoint: EndpointFinder) {
  const { contract, places, onTold } = options;
  const switches = openSwitches(places.switches);
  const ownTokens = openOwnTokens(places.ownTokens);
  const figures = createFigures();
  const differences = createDifferences();
  const issued = createIssuedTable();
  const budget = createMemoryBudget(limits.keptBytes);
  const upstreams = {
    old: createUpstream('old', options.old, options.silenceMs.old),
    new: createUpstream('new', options.new, options.silenceMs.new),
  };
  const routing = createRouting({ find: issued.find, ownTokens });
  const replays = createReplays({
    upstreams,
    routing,
    sessionOf: (token) => issued.find(token)?.session,
    budget,
    deadlineMs: options.silenceMs,
  });
  const comparisons = createComparisons({
    replays,
    replaysWrites: options.replaysWrites,
    isSampled: () => options.samplePercent > randomInt(100),
    rulesFor: (endpoint) => rulesFor(contract.name, endpoint, options.ignored),
    onDifference(endpoint, difference, secrets) {
      const { record, isNew } = differences.add(endpoint, difference, secrets);
      options.onDifference(record, isNew);
    },
  });
  const breaker = createBreaker((endpoint) => {
    // Ours may also be asked because it alone knows a token.
    if (switches.sideOf(endpoint) === 'old') return;
    onTold({ event: 'returned', endpoint });
    try {
      switches.returnToOld(endpoint);
    } catch (error) {
      onTold({ event: 'fault', error });
    }
  });
  const answerer = createAnswerer({
    upstreams,
    switches,
    routing,
    breaker,
    onFailure: (side, { message }) => onTold({ event: 'failed', side, reason: message }),
  });
  const issuing = createIssuing(issued, ownTokens);
  const watcher = createWatcher({
    comparisons,
    replays,
    issuing,
    budget,
    onFault: (error) => onTold({ event: 'fault', error }),
  });
  const proxy = createProxy({
    writeError: contract.writeError,
    trusted: createTrustedProxies(options.trustedProxies),
    host: options.host,
    findEndpoint,
    figures,
    answerer,
    watcher,
  });
  return { proxy, upstreams, replays, issuing, switches, figures, differences };
}
