import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEndpointFinder } from './endpoints.ts';

const find = createEndpointFinder([
  { name: 'GET /api/push/log/:id', reads: true },
  { name: 'GET /api/push/log/newest', reads: true },
  { name: 'DELETE /api/push/log/delete', reads: false },
  { name: 'GET /dist/*', reads: true },
]);

test('a request is found by its method and path, and what is written out wins over a placeholder', () => {
  assert.equal(find('GET', '/api/push/log/7?page=1').name, 'GET /api/push/log/:id');
  assert.equal(find('GET', '/api/push/log/newest').name, 'GET /api/push/log/newest');
  assert.equal(find('HEAD', '/dist/a/b.zip').name, 'GET /dist/*');
  assert.deepEqual(find('DELETE', '/api/push/log/delete'), {
    name: 'DELETE /api/push/log/delete',
    reads: false,
    isKnown: true,
  });
});

test('a path that the contract has not is never a name of its own: it may carry a secret, and there is no end of them', () => {
  for (const path of ['/api/push/log/', '/api/push/log/7/8', '/api/push/LOG/7', '/', '*', '']) {
    assert.deepEqual(find('GET', path), { name: 'GET *', reads: true, isKnown: false }, path);
  }
  assert.deepEqual(find('POST', '/api/push/log/7'), { name: 'POST *', reads: false, isKnown: false });
  assert.equal(find('BREW', '/dist/x').name, 'other *');
});
