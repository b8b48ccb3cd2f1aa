// Who may know whom. test/boundaries.test.ts plants a violation of every rule named here and expects each to be found.

const ownCode = '^(src|test|scripts|console|clients|bench|torture)/';
const contracts = '^src/contracts/';
const traits = '^src/gateways/[^/]+/traits\\.ts$';
const tests = '\\.test\\.ts$';
/** @type {import('dependency-cruiser').DependencyType[]} */
const typesOnly = ['type-only', 'type-import'];
const sqlDrivers = ['(^|/)node_modules/(kysely|better-sqlite3|pg)/', '^(node:)?sqlite$'];

/**
 * Modules under `folder` may import no code of ours but what `known` names.
 * @param {string} name
 * @param {string} folder
 * @param {string[]} known
 * @returns {import('dependency-cruiser').IForbiddenRuleType}
 */
function knowsOnly(name, folder, known) {
  return {
    name,
    severity: 'error',
    from: { path: folder, pathNot: tests },
    to: { path: ownCode, pathNot: known },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    knowsOnly('gateways-know-only-core', '^src/gateways/', ['^src/gateways/', '^src/http/', '^src/core/', contracts]),
    knowsOnly('management-knows-only-core', '^src/management/', [
      '^src/management/',
      '^src/http/',
      '^src/core/',
      contracts,
    ]),
    knowsOnly('http-knows-only-core', '^src/http/', ['^src/http/', '^src/core/']),
    knowsOnly('providers-know-only-ports-and-errors', '^src/providers/', [
      '^src/providers/',
      '^src/core/(ports|errors)\\.ts$',
      '^src/http/node-http\\.ts$',
    ]),
    knowsOnly('redis-knows-only-ports-and-errors', '^src/redis/', ['^src/redis/', '^src/core/(ports|errors)\\.ts$']),
    knowsOnly('core-knows-only-db', '^src/core/', ['^src/core/', '^src/db/', contracts]),
    knowsOnly('db-knows-nobody', '^src/db/', ['^src/db/', contracts]),
    knowsOnly('contracts-know-only-traits', contracts, [contracts, traits]),
    {
      name: 'traits-are-data',
      comment: 'Whoever asks for the name of a contract must not load its gateway, nor depend on it.',
      severity: 'error',
      from: { path: traits },
      to: { pathNot: '^src/contracts/traits\\.ts$', dependencyTypesNot: ['dynamic-import'] },
    },
    // They run where nothing else of ours is.
    knowsOnly('clients-know-only-themselves', '^clients/', ['^clients/']),
    knowsOnly('shadow-is-a-client', '^src/shadow/', [
      '^src/(shadow|http|start|gateways|contracts)/',
      '^src/core/(core|errors)\\.ts$',
      '^src/db/sqlite/file-lock\\.ts$',
      '^src/serving/drain\\.ts$',
    ]),
    // What is verified is asked as any client would: of the contracts it knows what is written for programs.
    knowsOnly('conformance-knows-only-documents', '^src/conformance/', [
      '^src/conformance/',
      '^src/gateways/(contract-document|[^/]+/document)\\.ts$',
    ]),
    {
      name: 'gateways-never-know-each-other',
      severity: 'error',
      from: { path: '^src/gateways/([^/]+)/', pathNot: tests },
      to: { path: '^src/gateways/[^/]+/', pathNot: '^src/gateways/$1/' },
    },
    {
      name: 'core-parts-keep-their-stores',
      comment: "A core part calls another's operations, never its store.",
      severity: 'error',
      from: { path: '^src/core/([^/]+)/', pathNot: tests },
      to: { path: '^src/core/.+\\.store\\.ts$', pathNot: '^src/core/$1/' },
    },
    {
      name: 'stores-are-for-core',
      comment: 'A gateway calls operations. What lies directly in src/core belongs to no part and owns no store.',
      severity: 'error',
      from: { path: '^src/(gateways|management|http)/|^src/core/[^/]+$', pathNot: tests },
      to: { path: '^src/core/.+\\.store\\.ts$' },
    },
    {
      name: 'only-stores-speak-sql',
      comment: 'Whoever imports asks a database that is not ours.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/db/', '^src/import/rows/', '\\.store\\.ts$', tests] },
      to: { path: sqlDrivers, dependencyTypesNot: typesOnly },
    },
    {
      name: 'only-redis-speaks-redis',
      comment: 'Core asks by its ports, so that it works without one.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/redis/', tests] },
      to: { path: '(^|/)node_modules/ioredis/' },
    },
    {
      name: 'parts-meet-in-compose',
      comment: 'Whoever works with the whole house opens it by src/compose.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/compose(\\.ts$|/)', tests] },
      to: { path: '^src/compose/' },
    },
    {
      name: 'console-imports-only-types',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^src/', dependencyTypesNot: typesOnly },
    },
    {
      name: 'production-knows-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: ['^(test|bench|scripts|clients)/', tests] },
    },
    {
      name: 'production-needs-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: typesOnly },
    },
    {
      name: 'no-circular-imports',
      comment:
        'What is imported when it is needed is no part of a circle: the traits of a contract load its gateway so.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['^src/main\\.ts$', '\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'no-unresolvable-imports',
      comment: 'What cannot be resolved cannot be judged by the other rules.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports count as knowing somebody, except where a rule says otherwise.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
