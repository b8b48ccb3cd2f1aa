import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '../../core/errors.ts';
import { collectParameters, computeToken, isToken } from './signature.ts';

const secret = 'G7qMjMTRYkG7tuc9zujGvkVImW4WJ5kh';
const requestData = {
  timestamp: 1529379565395,
  type: 'login',
  mobile: '18701086068',
  auth_key: 'fwCWYMqmRINlRtMp',
};
const tokenOf = (fields: object): string => computeToken(collectParameters({}, fields), secret);

test('blog signature: example of the document, field by field', () => {
  assert.equal(tokenOf(requestData), 'e47faedcccab34f2f91ddba207dad5f8');
  assert.equal(tokenOf({ ...requestData, token: 'c5115fc1c723bfa01f30307ec3a385dc' }), tokenOf(requestData));
  assert.equal(tokenOf({ ...requestData, timestamp: '1529379565395' }), tokenOf(requestData));
});

test('blog signature: query and body are one set of parameters, wherever each stands', () => {
  const { auth_key, timestamp, ...body } = requestData;
  const parameters = collectParameters({ auth_key, timestamp: String(timestamp) }, body);
  assert.equal(computeToken(parameters, secret), 'e47faedcccab34f2f91ddba207dad5f8');
});

test('blog signature: names are sorted by code unit, and each kind of value is written as JSON writes it', () => {
  const text = (value: unknown): string => JSON.stringify(value);
  const same = (fields: object, values: string): void => assert.equal(tokenOf(fields), tokenOf({ only: values }));
  same({ b: '2', a: '1', B: '3', _: '4', 中: '5', é: '6', '10': '7', '9': '8' }, '78341265');
  same({ '\u{1F600}': 'astral', '\uFF5A': 'fullwidth' }, 'astralfullwidth');
  same({ a: 1, b: 1.5, c: -0, d: 1e21, e: 0.1, f: 1e-7 }, '11.501e+210.11e-7');
  same({ a: true, b: false, c: null, d: '' }, 'truefalsenull');
  same({ a: { z: 1, b: [1, 'x', { y: null }] }, b: [] }, `${text({ z: 1, b: [1, 'x', { y: null }] })}[]`);
  same({ a: ' "x"\n', b: '中文' }, ' "x"\n中文');
  assert.equal(tokenOf({}), computeToken(new Map(), secret));
});

test('blog signature: a name in query and body, or twice in the query, is malformed', () => {
  const malformed = (error: unknown): boolean => error instanceof DomainError && error.code === 'request.malformed';
  assert.throws(() => collectParameters({ a: '1' }, { a: '1' }), malformed);
  assert.throws(() => collectParameters({ a: ['1', '1'] }, {}), malformed);
  assert.equal(collectParameters({}, { a: ['1', '1'] }).size, 1, 'an array of a JSON body is one value');
});

test('blog signature: only the very token is taken, in lowercase', () => {
  const token = tokenOf(requestData);
  assert.equal(isToken(token, token), true);
  for (const wrong of [token.toUpperCase(), token.slice(1), `${token} `, '', undefined, null, 1, [token]]) {
    assert.equal(isToken(wrong, token), false);
  }
});
