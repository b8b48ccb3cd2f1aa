// For references that loop: how much of their work they do in a second, warm.

const warmUpMs = 1_000;

/** Works with so many at once, prints `RATE <count a second>`, and ends. */
export async function printRate(
  seconds: number,
  atOnce: number,
  work: (number: number) => Promise<unknown>,
): Promise<void> {
  await countDuring(warmUpMs, atOnce, work);
  const startedAt = performance.now();
  const count = await countDuring(seconds * 1000, atOnce, work);
  console.log(`RATE ${count / ((performance.now() - startedAt) / 1000)}`);
}

async function countDuring(ms: number, atOnce: number, work: (number: number) => Promise<unknown>): Promise<number> {
  const endAt = performance.now() + ms;
  let begun = 0;
  let done = 0;
  async function lane(): Promise<void> {
    while (performance.now() < endAt) {
      begun += 1;
      await work(begun);
      done += 1;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane));
  return done;
}
