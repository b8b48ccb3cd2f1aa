/** What the budgets' keys begin with. */
export const keyPrefixes = {
  recipient: 'code-recipient:',
  address: 'code-address:',
  segment: 'code-prefix:',
  /** Codes let through on trial, by address. */
  trial: 'code-trial:',
} as const;
