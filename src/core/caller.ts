/** Where a request came from. */
export interface Caller {
  address: string;
  userAgent: string;
  /** Development mode, from loopback, without a forwarding header: no per-address and per-prefix budgets (R7, R13). */
  exemptFromAddressLimits: boolean;
}
