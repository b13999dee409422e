import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createSampleFiles, environment, fill, samples } from '../../../../src/site/docs/start/samples.ts';
import { pairsIn } from '../../../../src/site/docs/translation.ts';

const values = { issuer: 'https://cloud.example.cn', ak: 'ncc_abc', callback: 'http://localhost:5055/callback' };
const textOf = (parts: readonly { text: string }[]) => parts.map(({ text }) => text).join('');
const marked = (parts: readonly { text: string; mark: boolean }[]) =>
  parts.filter(({ mark }) => mark).map(({ text }) => text);

describe('samples of 起步', () => {
  const dir = fileURLToPath(new URL('../../../../docs/samples', import.meta.url));
  const read = createSampleFiles({ dir });

  it('R27 fills the reader’s values into every language, and marks them', async () => {
    const all = await read('zh');
    expect(all.map(({ id }) => id)).to.deep.equal(samples.map(({ id }) => id));
    for (const { id, files } of all) {
      const parts = files.flatMap(({ text }) => fill(text, values));
      const code = textOf(parts);
      expect(code, id).to.not.match(/NCC_(ISSUER|AK|CALLBACK)/);
      for (const value of Object.values(values))
        expect(
          marked(parts).some((each) => each.includes(value)),
          `${id}: ${value}`,
        ).to.equal(true);
    }
  });

  it('R33 leaves the SK where it is read from, in every language', async () => {
    for (const { id, files } of await read('zh')) {
      const code = files.map(({ text }) => textOf(fill(text, values))).join('\n');
      expect(code, id).to.include('NCC_SK').and.not.include('ncc_sk_');
    }
  });

  it('says every comment and message in English too, from one list without a line too many', async () => {
    const english = (await read('en')).flatMap(({ id, files }) =>
      files.flatMap(({ path, text }) => text.split('\n').map((line) => `${id} ${path}: ${line}`)),
    );
    const names = /使用国家公共文化云登录|client-name: 国家公共文化云/g;
    expect(english.filter((line) => /[\p{Script=Han}，。：；、]/u.test(line.replaceAll(names, '')))).to.deep.equal([]);
    const programs = (await read('zh')).flatMap(({ files }) => files.map(({ text }) => text)).join('\n');
    const listed = pairsIn(readFileSync(join(dir, 'english.txt'), 'utf8')).map(([chinese]) => chinese);
    expect(listed.filter((chinese) => !programs.includes(chinese))).to.deep.equal([]);
  });

  it('writes each value as the language does', () => {
    expect(textOf(fill('new URL(process.env.NCC_ISSUER)', values))).to.equal("new URL('https://cloud.example.cn')");
    expect(textOf(fill(`client-id: $${'{NCC_AK}'}`, values))).to.equal('client-id: "ncc_abc"');
    expect(textOf(fill('ISSUER=$NCC_ISSUER', values))).to.equal("ISSUER='https://cloud.example.cn'");
    expect(textOf(fill('ClientId::new(var("NCC_AK")?)', values))).to.equal('ClientId::new(String::from("ncc_abc"))');
    expect(textOf(fill("getenv('NCC_SK')", values))).to.equal("getenv('NCC_SK')");
  });

  it('does not write a value into code that could end a text there', () => {
    const bad = { ...values, callback: `http://localhost/'"$(id)` };
    expect(textOf(fill('x = process.env.NCC_CALLBACK', bad))).to.equal('x = process.env.NCC_CALLBACK');
    expect(textOf(environment("a'b", '您的SK'))).to.equal("export NCC_SK='您的SK'");
  });
});
