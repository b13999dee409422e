import { expect } from 'chai';
import { describe, it } from 'mocha';
import { svgProblem } from '../../src/files/svg.ts';
import { nestedDrawing } from '../support/pictures.ts';
import { fact } from '../support/words.ts';

const svg = (inside: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 460 120">${inside}</svg>`,
  );
const problem = (inside: string) => svgProblem(svg(inside));

describe('the cost of a drawing, computed before it is drawn', () => {
  it('is counted with all that is drawn again: a drawing of 1 KB with a thousand million shapes is refused', () => {
    expect(nestedDrawing().length).to.be.below(1_500);
    expect(svgProblem(nestedDrawing({ dashes: false }))).to.have.property('code', 'files.svg_much');
    expect(svgProblem(nestedDrawing())).to.have.property('code', 'files.svg_uncounted');
  });

  for (const [how, inside] of Object.entries({
    'by masks': (n: number) =>
      `<g id="a${n}" mask="url(#a${n - 1})">${'<rect mask="url(#a'.concat(`${n - 1})"/>`).repeat(9)}</g>`,
    'by patterns': (n: number) => `<pattern id="a${n}">${`<rect fill="url(#a${n - 1})"/>`.repeat(9)}</pattern>`,
    'by a class': (n: number) => `<g id="a${n}">${`<rect class="c${n - 1}"/>`.repeat(9)}</g>`,
    'by an encoded reference': (n: number) => `<g id="a${n}">${`<use href="&#x23;a${n - 1}"/>`.repeat(9)}</g>`,
    'behind a false id': (n: number) => `<g title=" id='b'" id="a${n}">${`<use href="#a${n - 1}"/>`.repeat(9)}</g>`,
    'behind an encoded quote': (n: number) => `<g title="&#34;" id="a${n}">${`<use href="#a${n - 1}"/>`.repeat(9)}</g>`,
  }))
    it(`is counted ${how}`, () => {
      const classes = [0, 1, 2, 3, 4, 5, 6].map((n) => `.c${n}{mask:url(#a${n})}`).join('');
      const levels = [1, 2, 3, 4, 5, 6, 7].map(inside).join('');
      expect(problem(`<style>${classes}</style><rect id="a0"/>${levels}`)).to.have.property('code', 'files.svg_much');
    });

  it('has an end: circles, references through too many, groups in groups and half-transparent sheets are refused', () => {
    expect(problem(`<g id="a">${'<use href="#a"/>'.repeat(500)}</g>`)).to.have.property('code', 'files.svg_references');
    expect(problem('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')).to.have.property(
      'code',
      'files.svg_references',
    );
    const chain = Array.from({ length: 30 }, (_, n) => `<g id="a${n}"><use href="#a${n + 1}"/></g>`).join('');
    expect(problem(chain)).to.have.property('code', 'files.svg_references');
    expect(problem('<g>'.repeat(200))).to.have.property('code', 'files.svg_deep');
    expect(problem('<rect opacity="0.5"/>'.repeat(2_000))).to.have.property('code', 'files.svg_much');
    expect(problem(`<style>*{opacity:.5}</style>${'<rect/>'.repeat(2_000)}`)).to.have.property(
      'code',
      'files.svg_much',
    );
  });

  it('is refused for an uncountable one: dashes, markers, filters by style', () => {
    for (const dashes of ['stroke-dasharray="0.01"', 'style="stroke-dasharray: 1,2"', "stroke-dasharray = '5'"])
      expect(problem(`<path ${dashes} d="M0 0h9"/>`), dashes).to.have.property('code', 'files.svg_uncounted');
    expect(problem('<style>.a{stroke-dasharray:4 2}</style><path class="a"/>')).to.deep.equal(
      fact('files.svg_uncounted', { what: 'dashes' }),
    );
    expect(problem('<g marker-mid="url(#m)"><path d="M0 0h9"/></g>')).to.have.property('code', 'files.svg_uncounted');
    expect(problem('<rect style="filter:blur(900px)"/>')).to.have.property('code', 'files.svg_uncounted');
  });

  it('does not stand in the way of drawings as programs write them', () => {
    const illustrator =
      '<defs><style>.cls-1{fill:url(#linear-gradient);}.cls-2{clip-path:url(#clip-path);}.cls-3{opacity:0.6;stroke-dasharray:none}</style>' +
      '<linearGradient id="linear-gradient"><stop offset="0" stop-color="#fff"/></linearGradient>' +
      '<clipPath id="clip-path"><rect class="cls-1" width="9" height="9"/></clipPath></defs>' +
      `<g class="cls-2">${`<path class="cls-1" d="M${'1.234 5.678 '.repeat(20)}z"/>`.repeat(600)}</g>` +
      '<path class="cls-3" d="M0 0h9"/>'.repeat(60);
    expect(problem(illustrator)).to.equal(undefined);
    expect(problem('<symbol id="s"><path d="M0 0h9"/></symbol><!-- <g --><use xlink:href="#s"/>')).to.equal(undefined);
  });
});
