/** The contract's answer to everything that went well. */
export function success<Data>(data: Data): { data: Data; code: 1; msg: 'success' } {
  return { data, code: 1, msg: 'success' };
}
