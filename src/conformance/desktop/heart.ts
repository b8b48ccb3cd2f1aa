import { forge, readClaims } from '../checks/jwt.ts';
import type { Case } from '../run/case.ts';
import { textAt, valueAt } from '../wire/answer.ts';
import { encodings } from '../wire/bodies.ts';
import { reads, writes } from './client.ts';

const beat = 'heart/check';

/** desktop `heart/check` (§1.3.2, D4–D6). */
export const heartCases: readonly Case[] = [
  reads('heart/check: shows the account and its licence', '§1.3.2, D4', async (at) => {
    const { token, phone } = await at.anyPerson();
    const answer = await at.send(beat, undefined, token);
    at.succeeded(answer, beat, { is_active: true, ...(phone !== undefined && { mobile: phone }) });
    const created = Date.parse(textAt(answer, 'data.create_time'));
    if (created > at.supplies.now() + 5 * 60_000) {
      const found = textAt(answer, 'data.create_time');
      at.talk.note(answer, { where: 'body.data.create_time', kind: 'value', expected: 'a time that is past', found });
    }
    const { token: _, ...shown } = (valueAt(answer, 'data') ?? {}) as Record<string, unknown>;
    at.succeeded(await at.send(beat, undefined, token), beat, shown);
  }),
  reads('heart/check: whatever the body says, or nothing', '§1.3.2', async (at) => {
    const { token } = await at.anyPerson();
    for (const { encode } of encodings) {
      const answer = await at.send(beat, await encode({ id: 1, is_delete: true }), token);
      at.succeeded(answer, beat, { is_delete: false });
    }
  }),
  reads('heart/check: a token may come raw, with one Bearer or with two', 'D6', async (at) => {
    const { token } = await at.anyPerson();
    const bare = token.replace(/^(Bearer )+/i, '');
    for (const header of [bare, `Bearer ${bare}`, `Bearer Bearer ${bare}`, `bearer ${bare}`]) {
      at.succeeded(await at.send(beat, undefined, header), beat, {});
    }
  }),
  reads('heart/check: a token that was altered is 401', '§1.3.2, R9', async (at) => {
    const { token } = await at.anyPerson();
    const bare = token.replace(/^(Bearer )+/i, '');
    const [head, payload, signature] = bare.split('.');
    const other = Buffer.from(JSON.stringify({ ...readClaims(bare), sid: 1 })).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const altered = [forge(bare), `${head}.${other}.${signature}`, `${unsigned}.${payload}.`, `${head}.${payload}.`];
    for (const each of altered) at.refused(await at.send(beat, undefined, `Bearer ${each}`), 401);
  }),
  writes(
    'heart/check: a new account is called by its phone, and has neither e-mail nor licence',
    'D4, D5, R2b',
    async (at) => {
      const { phone, token } = await at.signIn(at.supplies.newPhone());
      at.succeeded(await at.send(beat, undefined, token), beat, {
        username: phone,
        mobile: phone,
        email: '',
        modify_time: null,
        is_active: true,
        license: { number: null, status: 1, effect_date: null, expired_time: null },
      });
    },
  ),
];
