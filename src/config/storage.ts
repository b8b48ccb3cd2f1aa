import type { S3Downloads, S3Options } from '../providers/storage/s3/s3-options.ts';
import { readAuthorities } from './authorities.ts';
import { isSafeEndpoint } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';
import { readUnjudged } from './unjudged.ts';

const variable = 'PORTICO_STORAGE_URL';
const example = 's3://bucket/prefix?region=eu-central-1';
const parameters = ['region', 'endpoint', 'public-endpoint', 'path-style', 'checksums'] as const;
const bucketShape = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const prefixShape = /^[\w.-]+(\/[\w.-]+)*$/;
const keyIdShape = /^[\x21-\x7e]+$/;

/** What is told of a storage setting: problems, and what keeps nothing from working. */
interface Told {
  problems: string[];
  warnings: string[];
}

/** The bucket that files are kept in; undefined where they lie in the data directory. */
export function readStorageConfig(read: EnvironmentReader, told: Told): S3Options | undefined {
  const url = read.text(variable);
  const isBucket = url !== undefined && url !== 'file:';
  const readRest = () => ({
    credentials: readCredentials(read, told.problems),
    ca: readAuthorities(read, told.problems, 'PORTICO_STORAGE_CA_FILE'),
    downloads: read.oneOf('PORTICO_STORAGE_DOWNLOADS', ['proxy', 'redirect'] as const satisfies S3Downloads[], 'proxy'),
  });
  if (isBucket) return { ...readBucketUrl(url, told), ...readRest() };
  const { downloads } = readUnjudged(told.problems, readRest);
  if (downloads === 'redirect') {
    told.warnings.push(
      `PORTICO_STORAGE_DOWNLOADS=redirect has no effect without ${variable}=s3://…: Portico sends its files itself`,
    );
  }
  return undefined;
}

type BucketUrl = Omit<S3Options, 'credentials' | 'ca' | 'downloads'>;

function readBucketUrl(text: string, told: Told): BucketUrl {
  const { problems } = told;
  const url = parseBucketUrl(text, problems);
  const query = readParameters(url.searchParams, problems);
  const prefix = decodePath(url.pathname).replace(/^\/+|\/+$/g, '');
  if (!bucketShape.test(url.hostname)) problems.push(`${variable} must name a bucket, such as ${example}`);
  if (prefix !== '' && !prefixShape.test(prefix)) {
    problems.push(`${variable}: what stands before the names of files may hold letters, digits and ._-/ only`);
  }
  const endpoint = readEndpoint('endpoint', query, told);
  const region = query.get('region') ?? (endpoint === undefined ? undefined : 'us-east-1');
  if (region === undefined) problems.push(`${variable}: region is missing, as in ${example}`);
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region))
    problems.push(`${variable}: region must be a name such as eu-central-1`);
  return {
    bucket: url.hostname,
    prefix,
    region: region ?? '',
    endpoint,
    publicEndpoint: readEndpoint('public-endpoint', query, told),
    pathStyle: readFlag('path-style', query, { problems, fallback: endpoint !== undefined }),
    checksums: readFlag('checksums', query, { problems, fallback: true }),
  };
}

/** The value is repeated in no problem: somebody may have put a secret into it. */
function parseBucketUrl(text: string, problems: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 's3:') {
    problems.push(`${variable} must be file: or an address such as ${example}`);
    return new URL('s3://bucket?region=us-east-1');
  }
  if (url.username !== '' || url.password !== '') {
    problems.push(
      `${variable} must not hold credentials, since it is shown: set PORTICO_STORAGE_ACCESS_KEY_ID and PORTICO_STORAGE_SECRET_ACCESS_KEY`,
    );
  }
  if (url.port !== '' || url.hash !== '')
    problems.push(`${variable} can have neither a port nor a # part: say endpoint=`);
  return url;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Refused by its shape.
    return path;
  }
}

type Parameter = (typeof parameters)[number];
const isParameter = (name: string): name is Parameter => parameters.some((each) => each === name);

function readParameters(given: URLSearchParams, problems: string[]): Map<Parameter, string> {
  const query = new Map<Parameter, string>();
  for (const [name, value] of given) {
    if (!isParameter(name)) problems.push(`${variable}: "${name}" is none of ${parameters.join(', ')}`);
    else if (query.has(name)) problems.push(`${variable} says ${name} twice`);
    else query.set(name, value);
  }
  return query;
}

function readEndpoint(name: Parameter, query: ReadonlyMap<Parameter, string>, told: Told): string | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.href !== `${url.origin}/`) {
    told.problems.push(
      `${variable}: ${name} must be an http or https address without a path, such as https://s3.example.com`,
    );
    return undefined;
  }
  if (!isSafeEndpoint(text)) {
    told.warnings.push(
      `${variable}: files travel unencrypted to ${url.origin}: say https:// if it is not in this machine’s own network`,
    );
  }
  return url.origin;
}

function readFlag(
  name: Parameter,
  query: ReadonlyMap<Parameter, string>,
  { problems, fallback }: { problems: string[]; fallback: boolean },
): boolean {
  const text = query.get(name) ?? String(fallback);
  if (text !== 'true' && text !== 'false') problems.push(`${variable}: ${name} must be true or false`);
  return text === 'true';
}

function readCredentials(read: EnvironmentReader, problems: string[]): S3Options['credentials'] {
  const before = problems.length;
  const accessKeyId = read.text('PORTICO_STORAGE_ACCESS_KEY_ID');
  const secretAccessKey = read.secret('PORTICO_STORAGE_SECRET_ACCESS_KEY');
  if (accessKeyId !== undefined && !keyIdShape.test(accessKeyId)) {
    problems.push('PORTICO_STORAGE_ACCESS_KEY_ID must be plain ASCII without blanks');
  }
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined) && problems.length === before) {
    problems.push(
      'PORTICO_STORAGE_ACCESS_KEY_ID and PORTICO_STORAGE_SECRET_ACCESS_KEY (or its _FILE) belong together: set both, or neither for the credentials of the environment',
    );
  }
  return undefined;
}
