import type { Listed, Page } from '../../core/paging.ts';
import { integer, object, optional, type Static } from '../../http/fields.ts';

/** The parameters of every list (M8). */
export const PageQuery = object({
  page_no: optional(integer('分页数', '从 1 开始的整数')),
  page_size: optional(integer('数据量', '1~100', { maximum: 100 })),
});

/** One page of a list: its number from 1 on, and which rows it shows. */
export interface ListedPage extends Page {
  number: number;
}

/** Which page was asked for: the first, of 20, unless told. */
export function readPage(query: unknown): ListedPage {
  const { page_no: number = 1, page_size: limit = 20 } = query as Static<typeof PageQuery>;
  return { number, limit, offset: (number - 1) * limit };
}

/** mobile's frame around a list (M8); no rows make no pages. */
export function viewPage<Row, View>(listed: Listed<Row>, page: ListedPage, view: (row: Row) => View) {
  return {
    total: listed.total,
    pages: Math.ceil(listed.total / page.limit),
    current_page: page.number,
    page_size: page.limit,
    data: listed.rows.map(view),
  };
}
