import { document } from '../../gateways/panel/document.ts';
import { addressOf, type Door, type Refusal } from '../every-contract/door.ts';
import { casesEverywhere } from '../every-contract/everywhere.ts';
import type { Case, Suite } from '../run/case.ts';
import { accountCases } from './accounts.ts';
import { createPanelClient, reads } from './client.ts';

const mebibyte = 1024 * 1024;
const nameOf = (operation: string): string => operation.replace(/^\w+ \/openApi\//, '');

const door: Door = {
  document,
  nameOf,
  refuse(talk, answer, refusal: Refusal) {
    const client = createPanelClient(talk);
    if (refusal === 'noCredential' || refusal === 'wrongCredential') client.unauthorized(answer);
    else client.refused(answer, 400);
  },
  credentialFor: async (talk) => createPanelClient(talk).credential(),
  wrongCredentials: [{ 'api-token': '' }],
  tooManyBytes: () => 2 * mebibyte,
  unknownPaths: ['/openApi', '/openApi/nothing', '/openApi//count', '/openApi/Count'],
  brokenPaths: ['/openApi/%zz'],
};

/** Once for each operation, since wrong tokens are counted: ten a minute. */
const wrongTokenCases: readonly Case[] = Object.keys(document.operations).map((operation) =>
  reads(
    `${nameOf(operation)}: a wrong token, or the right one elsewhere, is 403 and 4403`,
    '§1.1, §1.1.3, P5',
    async (at) => {
      const address = addressOf(door, operation);
      at.unauthorized(await at.talk.send({ ...address, headers: { 'api-token': 'portico-verify' } }));
      const { token } = at.supplies.credentials;
      if (token === undefined) return;
      at.unauthorized(await at.talk.send({ ...address, headers: { Authorization: token } }));
      at.unauthorized(
        await at.talk.send({ ...address, path: `${address.path}?api-token=${encodeURIComponent(token)}` }),
      );
    },
  ),
);

/** The contract of the scripts that push third-party accounts into the panel. */
export const panelSuite: Suite = {
  contract: 'panel',
  prefix: '/openApi',
  unknownPath: '/openApi/portico-verify-nothing',
  cases: [...accountCases, ...wrongTokenCases, ...casesEverywhere(door)],
};
