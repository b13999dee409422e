import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { SourceItem } from '../../../src/resources/sources/reading/item.ts';
import { certainOf, cutOf, textOf } from '../../../src/resources/sources/texts.ts';
import { readTexts } from '../../../src/resources/sources/thread.ts';

const item = (text: string): SourceItem => ({
  key: 'a',
  title: '银龄剪纸课',
  text,
  categories: [],
  isCancelled: false,
});
const words = '时间：12月5日（周六）14:00—16:00\n地点：二楼剪纸教室\n费用：免费\n报名电话：0571-55500101\n';
const about = {
  hall: { name: '青溪县文化馆', regionCode: '330106', address: undefined },
  firstAt: new Date('2026-12-01T02:00:00Z'),
  settings: { categories: {}, otherwise: 'activity', places: {}, fixed: {} },
} as const;

describe('the text of an item of a source', () => {
  it('says fields for certain, many texts in a thread as one in this', async () => {
    const text = textOf(item(words), about);
    const certain = text && certainOf(text);
    expect(certain?.values).to.include({ place_name: '二楼剪纸教室' });
    const many = await readTexts([undefined, ...Array.from({ length: 100 }, () => text)]);
    expect(many[0]).to.equal(undefined);
    expect(many.slice(1)).to.deep.equal(Array.from({ length: 100 }, () => certain));
  }).timeout(300_000);

  it('is read whole up to twenty thousand characters, and one that is longer says so', () => {
    const long = `${'欢迎街坊来。'.repeat(1_500)}\n${words}`;
    const text = textOf(item(long), about);
    expect(text?.announcement.text).to.equal(`银龄剪纸课\n${long}`);
    expect(cutOf(item(long))).to.equal(undefined);
    expect(cutOf(item('来'.repeat(20_000)))).to.deep.include({ code: 'sources.text_long', params: { most: 20_000 } });
    expect(cutOf(item('来'.repeat(50_000)))).to.include({ code: 'sources.text_cut' });
  });
});
