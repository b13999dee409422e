import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { metrics } from '../../src/statistics/reports/metric.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const texts = ['src', 'views', 'docs/portal', 'docs/help', 'docs/terms'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|ejs|md|json)$/.test(path))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(`${root}/${folder}/${path}`, 'utf8') })),
);
const hits = (word: RegExp) => texts.filter(({ text }) => word.test(text)).map(({ path }) => path);

describe('one word for one figure and one button', () => {
  it('calls uv 独立访客数 on pages, in documents and in the API', () => {
    expect([metrics.uv.name, metrics.uv.short]).to.deep.equal(['独立访客数', '独立访客数']);
    expect(hits(/独立访客(?!数)/)).to.deep.equal([]);
    expect(hits(/独立访问用户数/), 'but as the heading of a workbook').to.deep.equal([
      'src/statistics/reports/metric.ts',
    ]);
  });
  it('sends a batch by 提交整批审核', () => expect(hits(/提交审核整批|整批提交审核/)).to.deep.equal([]));
});
