/** The contract's answer to everything that went well. */
export function success<Data>(data: Data): { code: 200; msg: 'success'; data: Data } {
  return { code: 200, msg: 'success', data };
}
