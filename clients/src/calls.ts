/** What every call may be told besides what the contract asks. */
export interface CallControl {
  signal?: AbortSignal | undefined;
  /** Overrides the client's own; 0 is never. */
  timeoutMs?: number | undefined;
}

/** A call as the clients pass it on, its types gone. */
export interface PlainCall extends CallControl {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the document has it: `/api/faq/{id}`. */
  path: string;
  params?: Readonly<Record<string, unknown>> | undefined;
  query?: Readonly<Record<string, unknown>> | undefined;
  body?: object | undefined;
}

type Method = 'get' | 'post' | 'put' | 'delete';
type PathsWith<Paths, M extends Method> = {
  [Path in keyof Paths]: Paths[Path] extends Record<M, object> ? Path : never;
}[keyof Paths];
type OperationOf<Paths, Path extends keyof Paths, M extends Method> =
  Paths[Path] extends Record<M, infer O> ? O : never;

type QueryOf<O> = O extends { parameters: { query: infer Q extends object } }
  ? { query: Q }
  : O extends { parameters: { query?: infer Q extends object } }
    ? { query?: Q }
    : object;
type ParamsOf<O> = O extends { parameters: { path: infer P extends object } } ? { params: P } : object;
type BodyOf<O> = O extends { requestBody: { content: infer C } }
  ? { body: C[keyof C] }
  : O extends { requestBody?: { content: infer C } }
    ? { body?: C[keyof C] }
    : object;
type OptionsOf<O> = QueryOf<O> & ParamsOf<O> & BodyOf<O> & CallControl;
type Arguments<Options> = object extends Options ? [options?: Options] : [options: Options];

type AnswerBody<O> = O extends { responses: infer R }
  ? R[keyof R] extends { content: { 'application/json': infer Body } }
    ? Body
    : never
  : never;
/** The `data` of an operation's success; undefined where the contract answers none. */
type DataOf<O> = AnswerBody<O> extends { data: infer Data } ? Data : undefined;

/** What the success of this operation answers: `AnswerTo<paths, '/api/faq', 'get'>`. */
export type AnswerTo<Paths, Path extends keyof Paths, M extends Method> = DataOf<OperationOf<Paths, Path, M>>;
/** What this operation takes as its body. */
export type BodyTo<Paths, Path extends keyof Paths, M extends Method> =
  BodyOf<OperationOf<Paths, Path, M>> extends { body?: infer Body } ? NonNullable<Body> : never;

type Call<Paths, M extends Method> = <Path extends PathsWith<Paths, M>>(
  path: Path,
  ...options: Arguments<OptionsOf<OperationOf<Paths, Path, M>>>
) => Promise<AnswerTo<Paths, Path, M>>;

/** Every operation of a contract by its documented path, unwrapped: `get('/api/faq/{id}', { params: { id: 1 } })`. */
export interface Calls<Paths> {
  get: Call<Paths, 'get'>;
  post: Call<Paths, 'post'>;
  put: Call<Paths, 'put'>;
  delete: Call<Paths, 'delete'>;
}

/** The typed face of something that sends. */
export function createCalls<Paths>(send: (call: PlainCall) => Promise<unknown>): Calls<Paths> {
  const call =
    (method: PlainCall['method']) =>
    (path: string, options: Omit<PlainCall, 'method' | 'path'> = {}): Promise<unknown> =>
      send({ ...options, method, path });
  const calls = { get: call('GET'), post: call('POST'), put: call('PUT'), delete: call('DELETE') };
  // The contracts' documents vouch for the answers: test/contract-answers.test.ts judges real ones by them.
  return calls as unknown as Calls<Paths>;
}
