import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCsvLine } from './csv.ts';

test('CSV: cells with commas, quotes and line ends are quoted, null is empty, numbers are as they are', () => {
  assert.equal(
    formatCsvLine([1, 'a', null, '', 'b,c', 'say "hi"', 'two\nlines', '张三']),
    '1,a,,,"b,c","say ""hi""","two\nlines",张三\r\n',
  );
  assert.equal(formatCsvLine([-5]), '-5\r\n');
});

test('CSV: what a spreadsheet would take for a formula is a text', () => {
  assert.equal(formatCsvLine(['=1+1', '+86', '-1', '@x', '\t=1', 'a=1']), "'=1+1,'+86,'-1,'@x,'\t=1,a=1\r\n");
  for (const sign of ['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
    for (const before of ['', ' ', '\u00a0', '\u3000', '\u200b', '\u2060', '\ufeff', ' \u200b ', '\u0007']) {
      const cell = `${before}${sign}1`;
      assert.equal(formatCsvLine([cell]), `'${cell}\r\n`, JSON.stringify(cell));
    }
  }
  assert.equal(formatCsvLine([' a=1', '\u200b张三', 'ａ＝1']), ' a=1,\u200b张三,ａ＝1\r\n');
  assert.equal(formatCsvLine(['+8613800138000', '+8613800138000+1']), "+8613800138000,'+8613800138000+1\r\n");
  assert.equal(formatCsvLine(['=HYPERLINK("http://x","y")']), '"\'=HYPERLINK(""http://x"",""y"")"\r\n');
});
