/** How a bucket is reached, and what it is asked for. */
export interface S3Options {
  bucket: string;
  /** What stands before every name, without slashes at its ends; empty: nothing. */
  prefix: string;
  region: string;
  /** Undefined: AWS's own. */
  endpoint: string | undefined;
  /** Where callers reach the bucket by links; undefined: where we do. */
  publicEndpoint: string | undefined;
  /** Whether the bucket is named in the path; else in the host name. */
  pathStyle: boolean;
  /** Whether the server is told each part's SHA-256 in `x-amz-checksum-sha256`, beside the signature that covers it. */
  checksums: boolean;
  /** Undefined: those that the SDK finds, in its environment, its files or the machine's role. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** Certificates (PEM) to be trusted in place of the usual ones. */
  ca: string | undefined;
  downloads: S3Downloads;
}

/** Whether callers get files through us, or are redirected to a link. */
export type S3Downloads = 'proxy' | 'redirect';
