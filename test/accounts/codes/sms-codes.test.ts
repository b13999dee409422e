import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { fact } from '../../support/words.ts';
import { type AccountsSetting, accountsSetting, otherThan } from '../setting.ts';

const purpose = 'login';
const binding = 'interaction-1';

describe('SMS codes', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  beforeEach(() => setting.clock.advance(3600)); // the budgets of the test before are full again

  const fresh = () => ({ purpose, phone: setting.newPhone(), binding, address: setting.newAddress() }) as const;
  const check = (asked: ReturnType<typeof fresh>, code: string, more: object = {}) =>
    setting.accounts.checkCode({ purpose, phone: asked.phone, binding, code, ...more });

  it('takes the code once, in whichever digits and spaces it was typed', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    const wide = code.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    expect(await check(asked, ` ${wide.slice(0, 3)} ${wide.slice(3)}`)).to.eql({ correct: true });
    expect(await check(asked, code)).to.eql({ problem: fact('accounts.code_used') });
  });

  it('takes a code once of 20 uses at once', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    const results = await Promise.all(Array.from({ length: 20 }, () => check(asked, code)));
    expect(results.filter((result) => 'correct' in result)).to.have.length(1);
    for (const result of results)
      if ('problem' in result) expect(result.problem).to.deep.equal(fact('accounts.code_used'));
  });

  it('counts five tries, after which the right code is not taken either', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    for (let i = 0; i < 4; i++)
      expect(await check(asked, otherThan(code))).to.eql({ problem: fact('accounts.wrong_code'), wrong: true });
    expect(await check(asked, otherThan(code))).to.eql({
      problem: fact('accounts.code_spent', { tries: 5 }),
      wrong: true,
    });
    expect(await check(asked, code)).to.eql({ problem: fact('accounts.code_spent', { tries: 5 }) });
  });

  it('counts five tries of 30 parallel guesses', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    const results = await Promise.all(Array.from({ length: 30 }, () => check(asked, otherThan(code))));
    expect(results.filter((result) => 'wrong' in result)).to.have.length(5);
    const [row] = await setting.db.rows<{ tries: number }>(
      'select tries from sms_codes order by created_at desc limit 1',
    );
    expect(row?.tries).to.equal(5);
    expect(await check(asked, code)).to.have.property('problem');
  });

  it('spends no try on a malformed code', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    for (const typed of ['', '12345', '1234567', 'abcdef', '1'.repeat(10_000), '12345\0'])
      expect(await check(asked, typed)).to.eql({ problem: fact('accounts.code_form') });
    expect(await setting.accounts.checkCode({ purpose, phone: '1', binding, code })).to.eql({
      problem: fact('accounts.mobile_missing'),
    });
    expect(await check(asked, code)).to.eql({ correct: true });
  });

  it('takes a code for five minutes', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    setting.clock.advance(299);
    const later = fresh();
    const other = await setting.send(later);
    expect(await check(asked, code)).to.eql({ correct: true });
    setting.clock.advance(300);
    expect(await check(later, other)).to.eql({ problem: fact('accounts.code_expired', { minutes: 5 }) });
  });

  it('sends a new one for an expired one, within the limits, when it knows who asks', async () => {
    const asked = fresh();
    const old = await setting.send(asked);
    setting.clock.advance(300);
    expect(await check(asked, old, { address: asked.address })).to.eql({
      problem: fact('accounts.code_sent_again', { minutes: 5 }),
      resent: true,
    });
    expect(await setting.textsTo(asked.phone)).to.have.length(2);
    expect(await check(asked, await setting.codeFor(asked.phone))).to.eql({ correct: true });

    // Not where that needs work: the button of the page does it.
    const often = fresh();
    for (let i = 0; i < 2; i++) {
      await setting.send({ ...often, address: setting.newAddress() });
      setting.clock.advance(300);
    }
    const last = await setting.codeFor(often.phone);
    expect(await check(often, last, { address: often.address })).to.eql({
      problem: fact('accounts.code_expired', { minutes: 5 }),
    });
    expect(await setting.textsTo(often.phone)).to.have.length(2);
  });

  it('opens nothing elsewhere: not in another interaction, for another purpose or for another phone', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    const places = [{ binding: 'interaction-2' }, { purpose: 'recovery' as const }, { phone: setting.newPhone() }];
    for (const place of places)
      expect(await setting.accounts.checkCode({ purpose, phone: asked.phone, binding, code, ...place })).to.eql({
        problem: fact('accounts.code_not_asked'),
      });
    expect(await check(asked, code)).to.eql({ correct: true });
  });

  it('is not disturbed by a stranger who asks for a code to the same phone', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    setting.clock.advance(60);
    await setting.send({ ...asked, binding: 'stranger', address: setting.newAddress() });
    for (let i = 0; i < 6; i++)
      await setting.accounts.checkCode({ purpose, phone: asked.phone, binding: 'stranger', code: otherThan(code) });
    expect(await check(asked, code)).to.eql({ correct: true });
  });

  it('takes only the newest of two codes', async () => {
    const asked = fresh();
    const first = await setting.send(asked);
    setting.clock.advance(60);
    const second = await setting.send(asked);
    if (first !== second)
      expect(await check(asked, first)).to.eql({ problem: fact('accounts.wrong_code'), wrong: true });
    expect(await check(asked, second)).to.eql({ correct: true });
  });

  it('stores a keyed hash that no list of all codes opens', async () => {
    const asked = fresh();
    const code = await setting.send(asked);
    const [row] = await setting.db.rows<{ code_hash: Buffer; binding: Buffer; phone_index: Buffer }>(
      'select code_hash, binding, phone_index from sms_codes order by created_at desc limit 1',
    );
    const plain = [code, `${code}${asked.phone}`].map((text) => createHash('sha256').update(text).digest('hex'));
    expect(plain).not.to.include(row?.code_hash.toString('hex'));
    expect(row?.binding.toString()).not.to.contain(binding);
    const rows = await setting.db.rows<{ code_hash: Buffer }>('select code_hash from sms_codes');
    expect(new Set(rows.map(({ code_hash }) => code_hash.toString('hex')))).to.have.property('size', rows.length);
  });
});
