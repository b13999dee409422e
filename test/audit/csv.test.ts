import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { csvLine } from '../../src/audit/csv.ts';

/** Reads one line of CSV, as RFC 4180 writes it. */
const read = (line: string) =>
  [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare]) =>
    quoted === undefined ? bare : quoted.replaceAll('""', '"'),
  );

describe('a line of CSV', () => {
  it('keeps commas, quotes and line breaks inside their cell', () => {
    expect(csvLine([1, 'a,b', 'say "yes"', 'two\r\nlines', undefined])).to.equal(
      '1,"a,b","say ""yes""","two\r\nlines",""\r\n',
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
        const safe = cells.map((cell) => `x${cell}`);
        expect(read(csvLine(safe))).to.deep.equal(safe);
      }),
    );
  });

  for (const cell of [
    '=1+1',
    '+1',
    '-1+2',
    '+8613800000000',
    '\tx',
    '\rx',
    '@SUM(A1)',
    ' =1',
    '\t=1',
    '\r\n@x',
    '\u200B=1',
    '＝1',
    '－2',
    "=cmd|' /C calc'!A0",
  ])
    it(`holds no formula: ${JSON.stringify(cell)}`, () => {
      expect(read(csvLine([cell]))).to.deep.equal([`'${cell}`]);
    });

  it('leaves numbers and percentages as they are', () => {
    const cells = ['-12.5', '+13.3%', '-3.1%', '0.0%', '12 - 3'];
    expect(read(csvLine(cells))).to.deep.equal(cells);
  });

  it('leaves other texts as they are', () => {
    for (const cell of ['', 'a=b', '张溪', '2026-03-02', '{"a":-1}', "'"])
      expect(read(csvLine([cell]))).to.deep.equal([cell]);
  });
});
