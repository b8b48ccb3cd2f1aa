/** What is told of one database, as it comes. */
export interface VerificationReport {
  /** What was looked at, and found as it should be. */
  tell(line: string): void;
  /** What is wrong. */
  fault(line: string): void;
}
