/** The contract's answer to everything that went well; `status` is the HTTP status too. */
export function success<Data>(data: Data, msg = 'success', status: 200 | 201 = 200) {
  return { data, meta: { msg, status } };
}
