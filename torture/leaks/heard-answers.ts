import type { PartContext } from '../part.ts';

/** Every answer that told of a failure, as it came: status, headers and body. */
export interface HeardAnswers {
  failures(): string[];
}

/** Listens to what this process asks with `fetch` until the part ends; nothing of it is changed. */
export function hearAnswers(context: Pick<PartContext, 'after'>): HeardAnswers {
  const heard: string[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (...asked) => {
    const response = await fetch(...asked);
    if (isFailure(response.status, await response.clone().text()))
      heard.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.clone().text()}`);
    return response;
  };
  context.after(() => {
    globalThis.fetch = fetch;
  });
  return { failures: () => heard };
}

/** Mobile and staff say of a failure that it is one in the body alone. */
function isFailure(status: number, body: string): boolean {
  return status >= 400 || /^\{"code":10\d{3}|^\{"status":false/.test(body);
}
