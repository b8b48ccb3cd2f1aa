import { asDomainError } from '../core/errors.ts';
import type { SignIn } from '../core/sign-in/sign-in.ts';
import type { Registry } from './registry.ts';

/** Answers how a way in becomes a counted one: by contract, and by what came of it (`ok` or the code of the failure). */
export function createSignInMetrics(registry: Registry): (signIn: SignIn) => SignIn {
  const tries = registry.counter({
    name: 'portico_sign_ins_total',
    help: 'Tries to sign in, by contract and by what came of them: ok, or the code of the failure.',
    labels: ['contract', 'outcome'],
  });

  async function count<T>(contract: string, trying: Promise<T>): Promise<T> {
    try {
      const opened = await trying;
      tries.of(contract, 'ok').add();
      return opened;
    } catch (error) {
      tries.of(contract, asDomainError(error).code).add();
      throw error;
    }
  }

  return (signIn) => ({
    withPassword: (attempt) => count(attempt.contract, signIn.withPassword(attempt)),
    withPasswordOpaque: (attempt) => count(attempt.contract, signIn.withPasswordOpaque(attempt)),
    withPasswordAtConsole: (attempt) => count('console', signIn.withPasswordAtConsole(attempt)),
    withPhoneCode: (attempt) => count('desktop', signIn.withPhoneCode(attempt)),
  });
}
