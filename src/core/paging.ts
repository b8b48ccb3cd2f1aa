/** One page of a list: how many rows to skip, how many to answer. */
export interface Page {
  offset: number;
  limit: number;
}

/** The rows of one page, and how many there are on all pages together. */
export interface Listed<Row> {
  total: number;
  rows: Row[];
}

/** Counts first: a page past the end, however far, reads nothing. */
export async function listPage<Row>(
  page: Page,
  count: () => Promise<number>,
  read: () => Promise<Row[]>,
): Promise<Listed<Row>> {
  const total = await count();
  return { total, rows: page.offset < total ? await read() : [] };
}
