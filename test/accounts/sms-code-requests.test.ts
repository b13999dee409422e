import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createAccounts } from '../../src/accounts/service.ts';
import { createThrottle } from '../../src/http/limits/throttle.ts';
import { fact, speech } from '../support/words.ts';
import { type AccountsSetting, accountsSetting } from './setting.ts';

const purpose = 'login';
const binding = 'interaction-1';

describe('requests for SMS codes', () => {
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  beforeEach(() => setting.clock.advance(3600)); // the budgets of the test before are full again

  const request: typeof setting.requestCode = (...asked) => setting.requestCode(...asked);
  const fresh = () => ({ purpose, phone: setting.newPhone(), binding, address: setting.newAddress() }) as const;

  it('sends six digits in a text with the purpose and the period', async () => {
    for (const use of ['login', 'registration', 'recovery'] as const) {
      const asked = { ...fresh(), purpose: use };
      const code = await setting.send(asked);
      expect(code).to.match(/^\d{6}$/);
      expect(await setting.textsTo(asked.phone)).to.eql([
        speech.signed(speech.say(fact('accounts.code_message', { code, purpose: use }))),
      ]);
    }
  });

  it('answers with the masked number and the seconds until the next', async () => {
    expect(await request({ ...fresh(), phone: '+86 138 0013 8000' })).to.eql({
      masked: '138****8000',
      secondsLeft: 60,
      ...{ spoken: false, again: false, speaks: true },
    });
    expect(await setting.textsTo('13800138000')).to.have.length(1);
  });

  it('says with the second one that it is the second, and has a code spoken on request', async () => {
    const asked = fresh();
    expect(await request(asked)).to.include({ again: false, spoken: false });
    setting.clock.advance(60);
    expect(await request({ ...asked, binding: 'another page' }), 'somebody else').to.include({ again: false });
    setting.clock.advance(60);
    expect(await request({ ...asked, voice: true })).to.include({ again: true, spoken: true });
    const [last] = await setting.sms.recent();
    expect(last).to.include({ to: asked.phone, voice: true });
    expect(last?.text, 'a gateway wants the code apart').to.include(String(last?.code));
    expect(await request({ ...asked, voice: true }), 'no way around the minute').to.have.property('problem');
  });

  it('asks for a number where there is none', async () => {
    for (const phone of ['', '1234', '12800138000', '1380013800\0', 'x'.repeat(10_000)])
      expect(await request({ ...fresh(), phone })).to.eql({
        problem: fact('accounts.mobile_missing'),
        retryAfter: 0,
      });
  });

  it('sends one a minute to a phone for each purpose, also of two at once', async () => {
    const asked = fresh();
    const answers = await Promise.all([request(asked), request({ ...asked, binding: 'other' })]);
    expect(answers.filter((answer) => 'masked' in answer)).to.have.length(1);
    setting.clock.advance(2);
    expect(await request(asked)).to.eql({
      problem: fact('accounts.code_just_sent', { seconds: 58 }),
      retryAfter: 58,
    });
    setting.clock.advance(57);
    expect(await request(asked)).to.have.property('problem');
    setting.clock.advance(1);
    expect(await request(asked)).to.have.property('masked');
    expect(await setting.textsTo(asked.phone)).to.have.length(2);
  });

  it('sends ten a day to a phone, and the day is that of Beijing', async () => {
    const day = (use: 'login' | 'registration', time: string) => {
      setting.clock.set(time);
      return request({ ...asked, purpose: use, address: setting.newAddress() });
    };
    const asked = fresh();
    for (let i = 0; i < 10; i++) expect(await day('login', `2026-12-01T15:0${i}:00Z`)).to.have.property('masked');
    expect(await day('login', '2026-12-01T15:59:59Z')).to.eql({
      problem: fact('accounts.codes_of_day', { limit: 10, hasOtherWay: true }),
      retryAfter: 1,
    });
    expect(await day('registration', '2026-12-01T15:59:59Z'), 'another purpose').to.have.property('masked');
    expect(await day('login', '2026-12-01T16:00:00Z')).to.have.property('masked');
  });

  it('sends 30 an hour for an address, and a refused one blocks no phone', async () => {
    const { address } = fresh();
    for (let i = 0; i < 30; i++) expect(await request({ ...fresh(), address })).to.have.property('masked');
    const asked = fresh();
    expect(await request({ ...asked, address })).to.eql({
      problem: fact('accounts.codes_often', { seconds: 3600, hasOtherWay: true }),
      retryAfter: 3600,
    });
    expect(await request({ ...asked, purpose: 'recovery', address })).to.deep.include({
      problem: fact('accounts.codes_often', { seconds: 3600, hasOtherWay: false }),
    });
    expect(await request(asked)).to.have.property('masked');
    setting.clock.advance(3600);
    expect(await request({ ...fresh(), address })).to.have.property('masked');
  });

  it('sends 30 for an address also of 40 requests at once', async () => {
    const { address } = fresh();
    const asked = Array.from({ length: 40 }, () => request({ ...fresh(), address }));
    expect((await Promise.all(asked)).filter((answer) => 'masked' in answer)).to.have.length(30);
  });

  it('keeps the limits per phone where THROTTLE is off', async () => {
    const throttle = createThrottle({ db: setting.db, clock: setting.clock, lifted: true });
    const accounts = createAccounts({ ...setting, throttle });
    const { address } = fresh();
    for (let i = 0; i < 32; i++) expect(await request({ ...fresh(), address }, accounts)).to.have.property('masked');
    const asked = { ...fresh(), address };
    await request(asked, accounts);
    expect(await request(asked, accounts)).to.have.property('retryAfter', 60);
  });

  it('sends 1,000 a minute altogether, and names the other ways', async () => {
    setting.clock.set('2026-12-05T04:00:00Z');
    await request(fresh());
    await setting.db.run(`update throttle set count = 999 where count = 1 and key = sha256($1)`, [
      Buffer.from('codes of platform\0'),
    ]);
    expect(await request(fresh())).to.have.property('masked');
    const asked = fresh();
    expect(await request(asked)).to.eql({
      problem: fact('accounts.sms_down', { hasOtherWay: true }),
      retryAfter: 60,
    });
    expect(await request({ ...fresh(), purpose: 'registration' })).to.deep.include({
      problem: fact('accounts.sms_down', { hasOtherWay: false }),
    });
    expect(await setting.textsTo(asked.phone)).to.eql([]);
    setting.clock.advance(60);
    expect(await request(asked)).to.have.property('masked');
  });
});
