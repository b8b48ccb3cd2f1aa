import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { root, supportedNode } from './carried-node.mjs';

/** @typedef {Record<string, any>} Json */

/** The contracts that have a client. */
export const clientContracts = ['mobile', 'blog', 'desktop', 'staff', 'panel'];

/** @param {string} contract */
export function clientTypesFile(contract) {
  return join(root, 'clients/src/generated', `${contract}.ts`);
}

/**
 * The types of one contract's client, as TypeScript: what is asked and what a success answers, by path and method.
 * @param {string} contract @returns {Promise<string>}
 */
export async function writeClientTypes(contract) {
  const program = join(root, 'scripts/portico.mjs');
  const output = execFileSync(supportedNode(), [program, 'openapi', contract], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const nodes = await openapiTypescript(keepWhatIsTyped(JSON.parse(output)), {
    transform: (schema) => (schema.format === 'binary' ? ts.factory.createTypeReferenceNode('Blob') : undefined),
  });
  const paths = nodes.filter((node) => ts.isInterfaceDeclaration(node) && node.name.text === 'paths');
  return `// Made by \`npm run generate:clients\` from \`portico openapi ${contract}\`.\n${astToString(paths)}`;
}

/**
 * The document without failures, encodings beside the first, examples and prose: a client has one way to ask, and throws
 * failures. Operations without a JSON answer (pictures, files) are methods of their own, not typed here.
 * @param {Json} document
 */
function keepWhatIsTyped({ openapi, info, paths }) {
  /** @type {Json} */
  const kept = {};
  for (const [path, operations] of Object.entries(paths)) {
    const typed = Object.entries(operations).flatMap(([method, operation]) => {
      const answer = findSuccess(operation.responses);
      return answer ? [[method, keepOperation(operation, answer)]] : [];
    });
    if (typed.length > 0) kept[path] = Object.fromEntries(typed);
  }
  return { openapi, info: { title: info.title, version: info.version }, paths: kept };
}

/**
 * @param {Json} operation
 * @param {[string, Json]} answer
 */
function keepOperation({ summary, parameters, requestBody }, [status, schema]) {
  const responses = { [status]: { description: '', content: { 'application/json': { schema } } } };
  if (!requestBody) return { summary, parameters, responses };
  const [[type, { schema: body }] = ['', {}]] = Object.entries(requestBody.content);
  return { summary, parameters, requestBody: { ...requestBody, content: { [type]: { schema: body } } }, responses };
}

/**
 * The first status that answers a success as JSON, and its schema.
 * @param {Json} responses @returns {[string, Json] | undefined}
 */
function findSuccess(responses) {
  for (const [status, { content }] of Object.entries(responses)) {
    const schema = content?.['application/json']?.schema;
    const [success] = (schema?.oneOf ?? [schema]).filter((/** @type {Json} */ each) => each && !each.$ref);
    if (status.startsWith('2') && success) return [status, success];
  }
  return undefined;
}
