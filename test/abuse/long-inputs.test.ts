import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type Field, fieldsOf, readForm } from '../../src/fields/form.ts';
import { mailProblem } from '../../src/files/inspection.ts';
import { pdfProblem } from '../../src/files/pdf.ts';
import { isSvg, svgProblem } from '../../src/files/svg.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { someOf } from '../support/some.ts';

/** Pieces of which a text is made that a careless pattern tries in endless ways. */
const pieces = ['a', '1', ' ', '\n', '-', '文', '\u3000', '.a', 'a@', '//', '\r\n', 'https://a.', '1,', '０'];
const ends = ['', '!'];
const kilobytes = (n: number) => n * 1024;
const filled = (piece: string, size: number) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);

function took(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

describe('a long input', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('is answered at once by every field of every form, as long as a form may be', () => {
    const slow: string[] = [];
    let [tried, places] = [0, 0];
    for (const { name, form, approval } of at.app.review.kinds())
      for (const each of [form, ...(approval === undefined ? [] : [approval])])
        for (const field of fieldsOf(each)) {
          places += 1;
          for (const piece of someOf(pieces, places))
            for (const end of ends) {
              const ms = took(() => readForm(each, { [field.name]: filled(piece, kilobytes(60)) + end }));
              tried += 1;
              if (ms > 2_000) slow.push(`${name}.${field.name} ${JSON.stringify(piece + end)} ${Math.round(ms)} ms`);
            }
          maskAll(field, slow);
        }
    expect(slow).to.deep.equal([]);
    expect(tried).to.be.above(300);
  }).timeout(120_000);

  function maskAll({ name, mask }: Field, slow: string[]): void {
    if (mask === undefined) return;
    for (const piece of pieces) {
      const ms = took(() => mask(filled(piece, kilobytes(60))));
      if (ms > 2_000) slow.push(`mask of ${name} ${piece} ${Math.round(ms)} ms`);
    }
  }

  it('as a drawing is looked at in a time that grows with its size and no faster', () => {
    const parts = [
      '<!---->',
      '<!--',
      '<?xml?>',
      'url(',
      'url( ',
      'url("',
      'href="',
      'href= ',
      'href ',
      '&#x68;',
      '<a:',
      ' on',
      'width="',
      ' ',
    ];
    for (const part of parts) {
      expect(
        took(() => isSvg(Buffer.from(filled(part, 4_096)))),
        `is ${part}`,
      ).to.be.below(500);
      const drawing = Buffer.from(`<svg ${filled(part, kilobytes(500))}>`);
      expect(
        took(() => svgProblem(drawing)),
        part,
      ).to.be.below(2_000);
    }
    for (const gap of [' '.repeat(21), '\t'.repeat(40)])
      for (const target of [
        `href${gap}="/etc/passwd"`,
        `href=${gap}"/etc/passwd"`,
        `style="fill:url(${gap}/etc/passwd)"`,
      ])
        expect(svgProblem(Buffer.from(`<svg><use ${target}/></svg>`)), target).to.have.property(
          'code',
          'files.svg_foreign',
        );
  }).timeout(90_000);

  it('as a document as well, and hides nothing far away or behind a false end', () => {
    const whole = (middle: string) => Buffer.from(`%PDF-1.7\n${middle}\nstartxref\n1\n%%EOF\n`, 'latin1');
    for (const part of ['stream\n', '/a stream\n', '/ObjStm stream\n', 'endstream ', '/#4a', '<<', '('])
      expect(
        took(() => pdfProblem(whole(filled(part, kilobytes(10_240))))),
        part,
      ).to.be.below(6_000);
    expect(
      took(() => mailProblem(Buffer.from(filled('a:\n', kilobytes(10_240))))),
      'letter',
    ).to.be.below(3_000);
    const hidden = [
      `<< /Type /ObjStm ${' '.repeat(100_000)} >> stream\n`,
      '<< /Type /ObjStm (endstream) >> stream\n',
      '<< /Type /ObjStm (stream\n) >> stream\n',
      '<< /Type /ObjStm /DecodeParms << /Predictor 12 >> /Filter /FlateDecode >> stream\n',
    ];
    const packed = (text: string) => deflateSync(text).toString('latin1');
    const [fair, evil] = [packed('1 0 << /Type /Page >>'), packed('1 0 << /S /JavaScript /JS (app.alert(1)) >>')];
    for (const [opening, closing] of [
      ['(', ')'],
      ['%', '\n'],
    ] as const) {
      const decoy = `<< /Type /ObjStm /Filter /FlateDecode ${opening} >> stream\n${fair}${closing} >> stream\n${evil}`;
      expect(pdfProblem(whole(`1 0 obj ${decoy} endstream`)), opening).to.have.property('code', 'files.pdf_strange');
    }
    for (const dictionary of hidden)
      expect(
        pdfProblem(whole(`1 0 obj ${dictionary.replace('>>', '/Filter /FlateDecode >>')}????`)),
        dictionary.trim().slice(0, 60),
      ).to.have.property('code', 'files.pdf_strange');
  }).timeout(90_000);
});
