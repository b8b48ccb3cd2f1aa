type Ask = () => Promise<boolean>;

let asker: Ask | undefined;
let asking: Promise<boolean> | undefined;

/** Whoever can show a prompt says here how; until then nothing is confirmed. Answers how to stop. */
export function answerConfirmations(ask: Ask): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = undefined;
  };
}

/** Asks for the password again; resolves with whether it was given. Several changes at once are asked for together. */
export function askForConfirmation(): Promise<boolean> {
  asking ??= (asker?.() ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}
