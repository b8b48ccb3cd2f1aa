import { sign } from '../../test/support/blog.ts';
import { toQuery } from '../../test/support/encodings.ts';
import type { Figure } from '../figure.ts';
import { type Asked, addressOf } from '../load/requests.ts';
import { ask } from '../load/wrk.ts';
import { takeTurns } from '../rounds.ts';
import { record, startReference } from '../stage/bare.ts';
import { makeDirectory } from '../stage/directory.ts';
import { measureLooping } from '../stage/looping.ts';
import { serveProduction } from '../stage/production.ts';

/** Those who look at pictures are many, each at an address of his own. */
const askers = 10_000;

const fromEverywhere = (path: string): Asked[] =>
  Array.from({ length: askers }, (_, number) => ({ path, headers: { 'X-Forwarded-For': addressOf(number) } }));

/** The staff door's picture. */
export const pngLoad = () => ({ requests: fromEverywhere('/captcha'), says: 'data:image/png;base64,' });

/** The blog's; a signature is good for five minutes. */
const svgLoad = () => ({
  requests: fromEverywhere(`/blogapi/service/captcha?${toQuery(sign({}, Date.now()))}`),
  says: '<svg ',
});

const dependingOnTheDrawing = /^content-length$/i;

export const captchas: Figure = {
  name: 'captchas',
  about: 'how many captchas a second one core draws, keeps and sends, as PNG and as SVG',
  async run(context) {
    const { environment } = await makeDirectory(context);
    const { url } = await serveProduction(context, environment);
    const png = await takeTurns(context, 'captcha, PNG', {
      ours: async (seconds) => (await ask({ ...pngLoad(), url, seconds })).perSecond,
      reference: (seconds) => measureLooping('pictures.ts', [String(seconds)]),
    });
    const { headers } = await record(url, svgLoad().requests[0] as Asked);
    const kept = headers.filter((_, at) => !dependingOnTheDrawing.test(headers[at - (at % 2)] as string));
    const drawings = await startReference(context, 'drawings.ts', [JSON.stringify(kept)]);
    const svg = await takeTurns(context, 'captcha, SVG', {
      ours: async (seconds) => (await ask({ ...svgLoad(), url, seconds })).perSecond,
      reference: async (seconds) => (await ask({ ...svgLoad(), url: drawings.url, seconds })).perSecond,
    });
    return [
      {
        figure: 'captcha, PNG',
        unit: '/s',
        reference: 'resvg alone on the same drawings',
        goals: [{ kind: 'ratio at least', value: 0.7 }],
        rounds: png,
      },
      {
        figure: 'captcha, SVG',
        unit: '/s',
        reference: 'drawn and sent by bare node:http',
        goals: [{ kind: 'ratio at least', value: 0.5 }],
        rounds: svg,
      },
    ];
  },
};
