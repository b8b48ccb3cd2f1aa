/** What the double can be asked for. */
export type Operation =
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'ListObjectsV2'
  | 'HeadBucket'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListMultipartUploads';

/**
 * How a request is met otherwise: `refuse` answers an error, `reset` cuts before anything is done, `lose` does it and cuts
 * in place of the answer, `cut` cuts after that many bytes of the body either way, `stall` stops there, `hang` never
 * answers, `slow` waits first, `wrong checksum` tells another than what arrived has.
 */
export type Fault =
  | { kind: 'refuse'; status: number; code: string }
  | { kind: 'reset' | 'lose' | 'hang' | 'wrong checksum' }
  | { kind: 'cut' | 'stall'; afterBytes: number }
  | { kind: 'slow'; ms: number };

/** What requests are about to meet. */
export interface Faults {
  /** The next `times` requests for the operation meet it; `Infinity`: until `clear`. */
  plan(operation: Operation | 'any', fault: Fault, times?: number): void;
  clear(): void;
  take(operation: Operation): Fault | undefined;
}

export function createFaults(): Faults {
  let planned: Array<{ operation: Operation | 'any'; fault: Fault; left: number }> = [];
  return {
    plan(operation, fault, times = 1) {
      planned.push({ operation, fault, left: times });
    },
    clear() {
      planned = [];
    },
    take(operation) {
      const plan = planned.find((each) => each.left > 0 && (each.operation === operation || each.operation === 'any'));
      if (plan) plan.left -= 1;
      return plan?.fault;
    },
  };
}
