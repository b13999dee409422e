import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { languageOf } from '../../src/http/speech.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';

describe('the language of a program', () => {
  it('is English where that is wanted more than Chinese, else Chinese', () => {
    const wanted: [string, 'zh' | 'en'][] = [
      ['', 'zh'],
      ['*', 'zh'],
      ['en', 'en'],
      ['en-US,en;q=0.9', 'en'],
      ['en-GB, *;q=0.5', 'en'],
      ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
      ['en;q=0.8, zh;q=0.9', 'zh'],
      ['de-DE, en;q=0.3', 'en'],
      ['de', 'zh'],
      ['en;q=0', 'zh'],
      ['EN-us ; q=1', 'en'],
      ['en;q=x', 'zh'],
      [`${'a,'.repeat(10_000)}en`, 'zh'],
    ];
    for (const [header, language] of wanted) expect(languageOf(header), header.slice(0, 40)).to.equal(language);
  });

  describe('in problem+json', () => {
    let at: TestApp;
    before(async () => {
      at = await startApp(import.meta.url);
      await createClient(at);
    });
    after(() => at.close());

    const ask = async (language?: string) => {
      const answer = await fetch(`${at.origin}/api/v1/channels/nowhere/schema`, {
        headers: language === undefined ? {} : { 'accept-language': language },
      });
      const { title, detail, code } = JSON.parse(await answer.text());
      const { headers } = answer;
      return { title, detail, code, language: headers.get('content-language'), vary: headers.get('vary') ?? '' };
    };

    it('is Chinese unless English is asked for, under the same code', async () => {
      const [chinese, english] = [await ask(), await ask('en')];
      expect(chinese).to.include({ code: 'not_found', language: 'zh' });
      expect(english).to.include({ code: 'not_found', language: 'en' });
      expect(english.vary).to.include('Accept-Language');
      if (process.env.WORDS === 'keys') return;
      expect(chinese).to.include({ title: '没有找到', detail: '没有“nowhere”这个栏目' });
      expect(english).to.include({ title: 'Not found', detail: 'There is no channel “nowhere”' });
    });
  });
});
