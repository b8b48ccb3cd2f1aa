/** Why Portico cannot work with what it was given: one line for the operator, who can do something about it. */
export class StartError extends Error {
  constructor(line: string, cause?: unknown) {
    super(line, cause === undefined ? undefined : { cause });
    this.name = 'StartError';
  }
}
