import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DomainError, type ErrorCode, errorCatalogue } from '../src/core/errors.ts';
import { gatewayDefinitions } from '../src/gateways/definitions.ts';
import type { GatewayDefinition } from '../src/gateways/gateway.ts';
import { doorNames } from './support/doors.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];
const definition = (name: string): GatewayDefinition => {
  const found = gatewayDefinitions.find((gateway) => gateway.name === name);
  assert.ok(found, name);
  return found;
};

/** HTTP status and, where the envelope has a code of its own that says more, that code in brackets. */
function say(gateway: GatewayDefinition, code: ErrorCode): string {
  const { status, body } = gateway.writeError(new DomainError(code), { method: 'GET', url: '/', headers: {} });
  const own = (body as { code?: number }).code;
  return own === undefined || own === status ? String(status) : `${status} (${own})`;
}

function drawMatrix(): string {
  const rows = codes.map((code) => [
    code,
    errorCatalogue[code],
    ...doorNames.map((name) => say(definition(name), code)),
  ]);
  const lines = [['code', 'kind', ...doorNames], ['---', '---', ...doorNames.map(() => '---')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

test('every code is said by every contract as the reviewed table in docs/error-matrix.md shows', () => {
  const matrix = drawMatrix();
  console.log(matrix);
  assert.ok(readFileSync(new URL('../docs/error-matrix.md', import.meta.url), 'utf8').includes(`${matrix}\n`));
});

/** Readings R5, row by row; `null` where the contract has no such outcome. */
const r5: Array<[ErrorCode, Record<string, string | null>]> = [
  ['request.unknown_path', { desktop: '400', mobile: '404 (10002)', staff: '404', panel: '400 (0)', blog: '404' }],
  ['request.malformed', { desktop: '400', mobile: '400 (10005)', staff: '400', panel: '400 (0)', blog: '400' }],
  ['request.too_large', { desktop: '400', mobile: '413 (10005)', staff: '413', panel: '400 (0)', blog: '400' }],
  ['request.invalid_fields', { desktop: '400', mobile: '200 (10005)', staff: '200', panel: '422 (0)', blog: '400' }],
  ['session.missing', { desktop: '401', mobile: '200 (10004)', staff: '200', panel: null, blog: '511' }],
  ['session.invalid', { desktop: '401', mobile: '200 (10004)', staff: '200', panel: null, blog: '521' }],
  ['session.expired', { desktop: '401', mobile: '200 (10004)', staff: '200', panel: null, blog: '402' }],
  ['session.revoked', { desktop: '401', mobile: '200 (10004)', staff: '200', panel: null, blog: '401' }],
  ['api_token.wrong', { desktop: null, mobile: null, staff: null, panel: '403 (4403)', blog: null }],
  ['right.missing', { desktop: '403', mobile: '200 (10003)', staff: '200', panel: '403 (0)', blog: '403' }],
  ['account.frozen', { desktop: '403', mobile: '200 (10003)', staff: '200', panel: null, blog: '403' }],
  ['account.waiting', { desktop: '403', mobile: '200 (10003)', staff: '200', panel: null, blog: '403' }],
  ['account.rejected', { desktop: '403', mobile: '200 (10003)', staff: '200', panel: null, blog: '403' }],
  ['request.too_many', { desktop: '403', mobile: '429 (10000)', staff: '429', panel: '403 (0)', blog: '403' }],
  ['password.too_many_tries', { desktop: '403', mobile: '429 (10000)', staff: '429', panel: null, blog: '403' }],
  ['code.too_many_sends', { desktop: '403', mobile: '200 (10010)', staff: null, panel: null, blog: null }],
  ['password.overloaded', { desktop: '500', mobile: '503 (10000)', staff: '503', panel: '500 (0)', blog: '504' }],
  ['database.unavailable', { desktop: '500', mobile: '503 (10000)', staff: '503', panel: '500 (0)', blog: '504' }],
  ['internal', { desktop: '500', mobile: '500 (10000)', staff: '500', panel: '500 (0)', blog: '500' }],
];

for (const [code, row] of r5) {
  test(`readings R5: ${code}`, () => {
    for (const [name, expected] of Object.entries(row)) {
      if (expected !== null) assert.equal(say(definition(name), code), expected, name);
    }
  });
}

test('no contract tells the cause of a fault, whatever it was', () => {
  for (const gateway of gatewayDefinitions) {
    const error = new DomainError('internal', {}, new Error('SQLITE_CORRUPT in /srv/portico/data'));
    const { body } = gateway.writeError(error, { method: 'GET', url: '/', headers: {} });
    assert.doesNotMatch(JSON.stringify(body), /SQLITE|srv/);
  }
});
