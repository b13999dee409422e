import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { channels } from '../../../src/resources/channels/channels.ts';
import { aloneIn, describedIn, relatedIn } from '../../../src/resources/listing/related.ts';

const typedIn = (text: string) => relatedIn(text).found.map(({ typed }) => typed);

describe('R44 everyday words and the words of entries that answer them', () => {
  const lines = readFileSync(new URL('../../../src/resources/listing/related.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/[<>]/u).map((part) => part.trim().split(/\s+/u).filter(Boolean)));

  it('are found in a text, the longest first', () => {
    expect(typedIn('想学写毛笔字')).to.deep.equal(['写毛笔字']);
    expect(relatedIn('沉船 北京').rest.trim()).to.equal('北京');
    expect(relatedIn('沉船').found[0]?.same).to.include('一条船');
  });

  it('are whole words where they are letters: taiji says nothing of ai', () => {
    expect(typedIn('taijiquan')).to.deep.equal([]);
    expect(typedIn('学 ai')).to.deep.equal(['ai']);
  });

  it('may have two parts with others between them, in their order', () => {
    expect(typedIn('家里看完的旧书想跟别人换')).to.include('书…换');
    expect(typedIn('换一本书')).not.to.include('书…换');
  });

  it('are one character only where it stands alone', () => {
    expect(aloneIn('戏')?.same).to.include('越剧');
    expect(typedIn('游戏')).to.deep.equal([]);
  });

  it('describe terms, the rarer words more, and say nothing twice', () => {
    const termsOf = (text: string) => describedIn(text, relatedIn(text).found).map(({ term }) => term);
    expect(termsOf('两根弦拉得人想哭的那个')[0]).to.equal('二胡');
    expect(termsOf('拿床单和灯照出来的小人')[0]).to.equal('皮影');
    expect(termsOf('剪纸')).to.deep.equal([]);
    expect(termsOf('看')).to.deep.equal([]);
    // A long text costs no more than a question of its words.
    expect(termsOf('弦'.repeat(200)).length).to.be.at.most(8);
  });

  it('are many, each line with expressions, the words that answer them, and perhaps words near to it', () => {
    expect(new Set(lines.flatMap(([said = []]) => said)).size).to.be.at.least(1_500);
    for (const parts of lines) {
      expect(parts.length, parts.join(' > ')).to.be.within(2, 3);
      expect(parts[0], parts.join(' > ')).to.have.length.above(0);
      expect(parts[1], parts.join(' > ')).to.have.length.above(0);
      for (const word of parts.flat()) expect(word).to.match(/^@?[\p{L}\p{N}=_…]+$/u);
    }
  });

  it('prefer channels and choices that there are', () => {
    const facts = new Set(lines.flatMap(([, answers = []]) => answers.filter((word) => word.startsWith('@'))));
    const fields = new Set(Object.values(channels).flatMap(({ filters }) => filters));
    for (const fact of facts) {
      const [name = ''] = fact.slice(1).split('=');
      expect(fact.includes('=') ? fields.has(name) : Object.hasOwn(channels, name), fact).to.equal(true);
    }
  });
});
