import type { Field, ObjectSchema } from '../../http/fields.ts';
import type { ContractDocument, OperationExample } from '../contract-document.ts';
import type { RouteInput } from '../route-inputs.ts';

const jsonType = 'application/json';
const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const fileSchema = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };

/** What names a file in a path that ends with `*`. */
export const restOfPath = 'path';

/** The parameters of an operation: of its path, and of its query. */
export function describeParameters(route: RouteInput, example: OperationExample, document: ContractDocument): object[] {
  return [
    ...describePlace('path', route.params, example.params, document),
    ...(route.path.endsWith('*') ? [describeRest(example, document)] : []),
    ...describePlace('query', route.query, example.query, document),
  ];
}

function describePlace(
  place: 'path' | 'query',
  { properties, required }: ObjectSchema = { type: 'object', properties: {}, required: [] },
  examples: Readonly<Record<string, unknown>> = {},
  { fields }: ContractDocument,
): object[] {
  return Object.entries(properties).map(([name, field]) => {
    const { title, description, ...schema } = describeField(field, fields[name]);
    return {
      name,
      in: place,
      required: required.includes(name),
      description: `${title}：${description}`,
      schema,
      ...(name in examples && { example: examples[name] }),
    };
  });
}

/** What stands where a route has its `*`. */
function describeRest({ params }: OperationExample, { fields }: ContractDocument): object {
  const schema = { type: 'string' };
  return { name: restOfPath, in: 'path', required: true, description: fields['*'], schema, example: params?.['*'] };
}

/** The body of an operation in each encoding that the server takes (R4); a file travels in a form alone. */
export function describeBody(
  route: RouteInput,
  example: OperationExample,
  document: ContractDocument,
): object | undefined {
  if (!route.body) return undefined;
  const schema = describeObject(route.body, route.files, document);
  const types = route.files.length > 0 ? formTypes.slice(-1) : [jsonType, ...formTypes];
  const media = { schema, ...(example.body && { example: example.body }) };
  return { required: route.body.required.length > 0, content: Object.fromEntries(types.map((type) => [type, media])) };
}

function describeObject(
  { properties, required }: ObjectSchema,
  files: readonly string[],
  { fields }: ContractDocument,
): object {
  const members = Object.entries(properties).map(([name, field]) => {
    const { title, description, ...schema } = describeField(field, fields[name]);
    return [name, { title, description, ...(files.includes(name) ? fileSchema : schema) }];
  });
  return { type: 'object', properties: Object.fromEntries(members), ...(required.length > 0 && { required }) };
}

/** What judges a field, without what is for programs alone. */
function describeField(field: Field<unknown>, english: string | undefined) {
  const {
    check: _check,
    holds: _holds,
    isOptional: _optional,
    ...schema
  } = field as Field<unknown> & { isOptional?: true };
  return { ...schema, description: [schema.description, english].filter(Boolean).join('\n\n') };
}
