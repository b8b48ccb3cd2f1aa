import { type AnswerTo, type BodyTo, type CallControl, type Calls, createCalls } from './calls.ts';
import type { paths } from './generated/staff.ts';
import { memoryStore, type Store } from './store.ts';
import { type ClientOptions, createTransport, membersOf, type ReadEnvelope } from './transport.ts';

/** How a client of the staff directory's contract is made. */
export interface StaffOptions extends ClientOptions {
  /** Where the session's token is kept; in memory unless told. */
  store?: Store<string>;
}

/** The staff contract's client. Every operation is there by its path; `signIn` and `signOut` keep and forget the session. */
export interface StaffClient extends Calls<paths> {
  signIn(form: BodyTo<paths, '/login', 'post'>, control?: CallControl): Promise<AnswerTo<paths, '/login', 'post'>>;
  /** Forgets the session here: the contract has no way to end it on the server. */
  signOut(): Promise<void>;
  isSignedIn(): Promise<boolean>;
}

/** A client of the staff directory's contract. */
export function createStaffClient(options: StaffOptions): StaffClient {
  const { store = memoryStore<string>() } = options;
  const transport = createTransport('staff', options, readEnvelope);
  const calls = createCalls<paths>(async (call) => {
    const token = await store.get();
    return transport.send(call, token === undefined ? {} : { authorization: token });
  });
  return {
    ...calls,
    async signIn(body, control = {}) {
      const answer = await calls.post('/login', { ...control, body });
      await store.set(answer.token);
      return answer;
    },
    signOut: async () => store.clear(),
    isSignedIn: async () => (await store.get()) !== undefined,
  };
}

const readEnvelope: ReadEnvelope = (body) => {
  const { status, data, message } = membersOf(body);
  if (typeof status !== 'boolean') return undefined;
  return status ? { data } : { refusal: { code: undefined, message: String(message ?? '') } };
};
