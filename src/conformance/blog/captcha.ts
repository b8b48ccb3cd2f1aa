import type { Case } from '../run/case.ts';
import { idOf, reads } from './client.ts';

const path = '/blogapi/service/captcha';
const sizes = [{}, { width: 60, height: 24 }, { width: 400, height: 160 }, { width: 200 }, { height: 60 }];
const noWidths = ['59', '401', '-120', '0', '120.5', '1e2', 'wide', '', '9'.repeat(30), 'NaN', ' 120'];

/** blog `service/captcha` (B5). */
export const captchaCases: readonly Case[] = [
  reads('captcha: an SVG as large as asked, its id in a header and a cookie', '§1.1.1, B5', async (at) => {
    const ids = new Set<string>();
    for (const size of sizes) ids.add(idOf(await at.fetchCaptcha(size)));
    if (ids.size === sizes.length || !at.talk.first) return;
    const found = `${ids.size} in ${sizes.length} captchas`;
    at.talk.note(at.talk.first, { where: 'header.x-captcha-id', kind: 'value', expected: 'another each time', found });
  }),
  reads('captcha: a width or height out of range is 400, and is named', '§1.1.1, B5', async (at) => {
    for (const width of noWidths) at.refused(await at.get(path, { width }), 400, ['width']);
    for (const height of ['23', '161', 'high']) at.refused(await at.get(path, { height }), 400, ['height']);
    at.refused(await at.get(path, { width: 1, height: 1 }), 400, ['width', 'height']);
  }),
  reads('captcha: signed GETs may repeat', 'B2', async (at) => {
    const { auth_key, timestamp, token } = at.signed();
    const again = `${path}?auth_key=${auth_key}&timestamp=${timestamp}&token=${token}`;
    for (let times = 0; times < 3; times += 1) {
      at.talk.expect(await at.talk.send({ method: 'GET', path: again }), {
        status: 200,
        headers: { 'content-type': 'image/svg+xml' },
      });
    }
  }),
];
