import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from '../config.ts';

const base = { PORTICO_DATA_DIR: '/nowhere' };
const keys = { PORTICO_STORAGE_ACCESS_KEY_ID: 'AKIDEXAMPLE', PORTICO_STORAGE_SECRET_ACCESS_KEY: 'a-secret-of-s3' };
const read = (environment: Record<string, string>) => readConfig({ ...base, ...environment });

function problemsOf(environment: Record<string, string>): string[] {
  try {
    read(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return [...error.problems];
  }
}

test('storage: an address names bucket, prefix and region, and everything else has a default', () => {
  const { storage } = read({ PORTICO_STORAGE_URL: 's3://files.example/portico/a?region=eu-central-1', ...keys });
  assert.deepEqual(storage, {
    bucket: 'files.example',
    prefix: 'portico/a',
    region: 'eu-central-1',
    endpoint: undefined,
    publicEndpoint: undefined,
    pathStyle: false,
    checksums: true,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-s3' },
    ca: undefined,
    downloads: 'proxy',
  });
});

test('storage: another server has its endpoint, the bucket in the path unless told otherwise', () => {
  const url = 's3://files?endpoint=https://minio.example:9000/&public-endpoint=https://dl.example.com&checksums=false';
  const { storage } = read({ PORTICO_STORAGE_URL: url, PORTICO_STORAGE_DOWNLOADS: 'redirect' });
  assert.deepEqual(
    [storage?.endpoint, storage?.publicEndpoint, storage?.region, storage?.pathStyle, storage?.checksums],
    ['https://minio.example:9000', 'https://dl.example.com', 'us-east-1', true, false],
  );
  assert.deepEqual([storage?.prefix, storage?.credentials, storage?.downloads], ['', undefined, 'redirect']);
  assert.equal(read({ PORTICO_STORAGE_URL: `${url}&path-style=false` }).storage?.pathStyle, false);
});

test('storage: nothing, and file:, are the data directory; what is said of S3 is no problem then', () => {
  assert.equal(read(keys).storage, undefined);
  assert.equal(read({ ...keys, PORTICO_STORAGE_URL: 'file:' }).storage, undefined);
  assert.deepEqual(problemsOf({ PORTICO_STORAGE_ACCESS_KEY_ID: 'AKIDEXAMPLE' }), []);
  assert.match(read({ PORTICO_STORAGE_DOWNLOADS: 'redirect' }).warnings.join(), /has no effect without/);
});

test('storage: the secret comes from a file, too, and is shown nowhere', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-storage-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'secret');
  writeFileSync(file, 'from-a-file\n');
  const config = read({
    PORTICO_STORAGE_URL: 's3://files?region=eu-central-1',
    PORTICO_STORAGE_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    PORTICO_STORAGE_SECRET_ACCESS_KEY_FILE: file,
  });
  assert.equal(config.storage?.credentials?.secretAccessKey, 'from-a-file');
  const { readings } = read({ PORTICO_STORAGE_URL: 's3://files?region=eu-central-1', ...keys });
  assert.ok(!JSON.stringify(readings).includes(keys.PORTICO_STORAGE_SECRET_ACCESS_KEY));
});

test('storage: every problem is told, at once and in words, and none repeats what may be a secret', () => {
  const cases: Array<[Record<string, string>, RegExp[]]> = [
    [{ PORTICO_STORAGE_URL: 'https://files.example' }, [/must be file: or an address such as s3:\/\//]],
    [{ PORTICO_STORAGE_URL: 'the bucket' }, [/must be file: or an address/]],
    [{ PORTICO_STORAGE_URL: 's3://files' }, [/region is missing/]],
    [{ PORTICO_STORAGE_URL: 's3://?region=x' }, [/must name a bucket/]],
    [{ PORTICO_STORAGE_URL: 's3://Big_Bucket?region=x' }, [/must name a bucket/]],
    [{ PORTICO_STORAGE_URL: 's3://AKID:a-secret@files?region=x' }, [/must not hold credentials/]],
    [{ PORTICO_STORAGE_URL: 's3://files:9000?region=x' }, [/neither a port nor/]],
    [{ PORTICO_STORAGE_URL: 's3://files/a%20b?region=x' }, [/letters, digits and \._-\/ only/]],
    [{ PORTICO_STORAGE_URL: 's3://files/%zz?region=x' }, [/letters, digits and \._-\/ only/]],
    [
      { PORTICO_STORAGE_URL: 's3://files?regoin=x&path-style=yes&endpoint=minio:9000' },
      [
        /"regoin" is none of region, endpoint/,
        /endpoint must be an http or https address/,
        /region is missing/,
        /path-style must be true or false/,
      ],
    ],
    [{ PORTICO_STORAGE_URL: 's3://files?region=x&region=y' }, [/says region twice/]],
    [{ PORTICO_STORAGE_URL: 's3://files?region=EU Central' }, [/region must be a name/]],
    [{ PORTICO_STORAGE_URL: 's3://files?endpoint=https://x.example/path' }, [/without a path/, /region is missing/]],
    [
      {
        PORTICO_STORAGE_URL: 's3://files?region=x',
        PORTICO_STORAGE_DOWNLOADS: 'both',
        PORTICO_STORAGE_CA_FILE: '/nowhere',
      },
      [/CA_FILE must name a file of certificates/, /DOWNLOADS must be one of proxy, redirect/],
    ],
    [
      { PORTICO_STORAGE_URL: 's3://files?region=x', PORTICO_STORAGE_SECRET_ACCESS_KEY: 'a-secret' },
      [/belong together: set both, or neither/],
    ],
  ];
  for (const [environment, words] of cases) {
    const problems = problemsOf(environment);
    assert.equal(problems.length, words.length, problems.join('\n'));
    for (const [index, word] of words.entries()) assert.match(problems[index] ?? '', word);
    assert.ok(!problems.join().includes('a-secret'), problems.join('\n'));
  }
});

test('storage: files that would travel unencrypted beyond this machine are warned of, and refused by nobody', () => {
  const url = (endpoint: string) => ({ PORTICO_STORAGE_URL: `s3://files?endpoint=${endpoint}` });
  assert.match(read(url('http://minio:9000')).warnings.join(), /travel unencrypted to http:\/\/minio:9000/);
  for (const endpoint of ['https://minio:9000', 'http://127.0.0.1:9000', 'http://localhost:9000']) {
    assert.deepEqual(read(url(endpoint)).warnings, []);
  }
});
