/** What the budgets' keys begin with. */
export const keyPrefixes = {
  recipient: 'code-recipient:',
  address: 'code-address:',
  segment: 'code-prefix:',
} as const;
