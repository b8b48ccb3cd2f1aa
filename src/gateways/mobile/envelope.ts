/** The contract's answer to everything that went well. */
export function success<Data>(data: Data): { code: 0; message: 'success'; data: Data } {
  return { code: 0, message: 'success', data };
}
