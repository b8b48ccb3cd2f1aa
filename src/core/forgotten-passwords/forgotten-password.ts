import type { Language } from '../caller.ts';

/** Somebody says that the password is forgotten; whose it is, is found out later. */
export interface ForgottenPassword {
  email: string;
  /** Where they said so. */
  address: string;
  language?: Language | undefined;
}
