/** What `shadow` is called with. */
export interface ShadowWords {
  old?: URL;
  contract?: string;
  new?: URL;
  listen: { host: string; port: number };
  host?: string;
  writes: boolean;
  sample: number;
  report?: string;
  ignore?: string[];
  oldTimeout: number;
  newTimeout: number;
}
