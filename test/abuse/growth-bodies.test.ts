import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { filled, growthProblem } from '../support/cost.ts';
import { jsonEntry } from '../support/resources.ts';

const kilobytes = (n: number) => n * 1024;
const json = { 'content-type': 'application/json' };

describe('the measure of a cost', () => {
  const turns = (count: number) => {
    let sum = 0;
    for (let n = 0; n < count; n += 1) sum += n % 7;
    return sum;
  };
  const problemOf = (power: number) =>
    growthProblem(
      () => turns(7e7 / 4 ** power),
      () => turns(7e7),
    );

  it('finds one that grows by the square of an input, and none that grows as the input', async () => {
    expect(await problemOf(1)).to.equal(undefined);
    expect(await problemOf(2)).to.match(/ ms → /);
  });
});

/** The matrix of growth.test.ts reads texts by function; here the same goes through the whole of the product. */
describe('a body of a program', function () {
  this.timeout(90_000);
  let at: TestApp;
  let program: Awaited<ReturnType<typeof createPartnerProgram>>;
  let entry: Record<string, unknown>;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    program = await createPartnerProgram(at);
    entry = await jsonEntry(at, program.institutionId, 'news');
  });
  after(() => at.close());

  const many = (count: number) => Array.from({ length: count }, () => 'no');
  const put = (more: object) => program.call('put', '/resources/news/x', { ...entry, ...more });

  it('R48 with a rich text of any kind is answered in the time of its length', async () => {
    for (const piece of ['<p ', '<a ', '</a ', '<ul><li>', '<b>', '\u0301\u0323', '\n ']) {
      const body = (length: number) => `文${filled(piece, length)}!`;
      const problem = await growthProblem(
        () => put({ body: body(kilobytes(60)) }),
        () => put({ body: body(kilobytes(240)) }),
      );
      expect(problem, piece).to.equal(undefined);
    }
    const { status, body } = await put({ body: filled('<p ', kilobytes(400)) });
    expect(status).to.equal(422);
    expect(JSON.stringify(body)).to.include('正文连同格式最多 200000 个字符，现在是');
  });

  it('R48 with too many items of one field is told the maximum, before one of them is parsed', async () => {
    for (const [field, most] of [
      ['audience', 9],
      ['accessibility', 7],
      ['tags', 10],
      ['attachments', 5],
    ] as const) {
      const { status, body } = await put({ [field]: many(60_000) });
      expect(status, field).to.equal(422);
      expect(JSON.stringify(body), field).to.match(new RegExp(`最多 ${most} 项，现在是 60000 项`));
    }
    const problem = await growthProblem(
      () => put({ audience: many(15_000) }),
      () => put({ audience: many(60_000) }),
    );
    expect(problem).to.equal(undefined);
  });

  it('is refused beyond 1 MB for a batch, and when it is nested deeper than anything that is read', async () => {
    const batch = (size: number) => `{"items":[{"x":"${'a'.repeat(size)}"}]}`;
    expect((await program.call('post', '/resources:batch', batch(kilobytes(1_000)), json)).status).to.equal(200);
    expect((await program.call('post', '/resources:batch', batch(kilobytes(1_024)), json)).status).to.equal(413);
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `{"tags":${open.repeat(20_000)}1${close.repeat(20_000)}}`;
      const { status, body } = await program.call('put', '/resources/news/x', deep, json);
      expect(status).to.equal(400);
      expect(body.detail).to.equal('请求体套了太多层，最多 32 层');
    }
  });

  it('costs no more than its length, of whatever members it is made', async () => {
    for (const piece of ['{},', '1,', '"",', '[],', '{"a":[{}]},', '{"channel":"news","external_id":"a","data":{}},']) {
      const body = (size: number) => `{"items":[${filled(piece, size)}1]}`;
      const send = (size: number) => program.call('post', '/resources:batch', body(size), json);
      const problem = await growthProblem(
        () => send(kilobytes(250)),
        () => send(kilobytes(1_000)),
      );
      expect(problem, piece).to.equal(undefined);
    }
    const names = (count: number) => `{${Array.from({ length: count }, (_, n) => `"n${n}":1`).join()},"title":"x"}`;
    const problem = await growthProblem(
      () => program.call('put', '/resources/news/x', names(10_000), { ...json, prefer: 'handling=strict' }),
      () => program.call('put', '/resources/news/x', names(40_000), { ...json, prefer: 'handling=strict' }),
    );
    expect(problem).to.equal(undefined);
  });

  it('R42 of a search with any sign in it is answered', async () => {
    const signs = Array.from({ length: 0x7f - 0x21 }, (_, n) => String.fromCharCode(0x21 + n)).filter((sign) =>
      /\W|_/.test(sign),
    );
    for (const sign of [...signs, 'İ', 'ß', '㈱', '👨‍👩‍👧', '\u202e', '𠮷', 'ﷺ', '\ufffd']) {
      const response = await fetch(`${at.origin}/search?q=${encodeURIComponent(`剪${sign}纸 ab${sign}cd ${sign}`)}`);
      await response.arrayBuffer();
      expect(response.status, sign).to.be.below(500);
    }
  });
});
