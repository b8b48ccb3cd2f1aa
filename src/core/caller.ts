/** The languages that people are written to in. */
export type Language = 'en' | 'zh';

/** Where a request came from. */
export interface Caller {
  address: string;
  userAgent: string;
  /** The one that its program asked for; absent where it asked for none that we have. */
  language?: Language | undefined;
  /**
   * Development mode, from loopback, without a forwarding header: no budgets but those of a recipient, no ceiling and no
   * breakers (R7, R13).
   */
  exemptFromAddressLimits: boolean;
}
