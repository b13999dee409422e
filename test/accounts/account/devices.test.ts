import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { fact } from '../../support/words.ts';
import { type AccountsSetting, accountsSetting, device, operator, password, rememberedPasswords } from '../setting.ts';

const left = (count: number) => ({ problem: fact('accounts.wrong_password', { left: count }), triesLeft: count });
const tooMany = (minutes: number) => ({
  problem: fact('accounts.tries_spent', { minutes }),
  triesLeft: 0,
  retryAfter: minutes * 60,
});

describe('login on a known device', function () {
  this.timeout(90_000); // of hashes, which a busy machine makes slowly
  let setting: AccountsSetting;
  before(async () => {
    setting = await accountsSetting(undefined, rememberedPasswords());
  });
  after(() => setting.drop());

  type Try = { username: string; password?: string; address?: string; knownDevice?: string };
  const attempt = ({ password: given = 'wrong-horse-5', address = '203.0.113.9', ...rest }: Try) =>
    setting.authenticate({ ...rest, password: given, address, device });
  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });

  /** Wrong passwords, from addresses of which none is used more than four times. */
  async function guess(username: string, times: number) {
    let address = setting.newAddress();
    for (let i = 0; i < times; i++) {
      if (i % 4 === 0) address = setting.newAddress();
      await attempt({ username, address });
    }
  }

  it('gets in on a known device while strangers guess, by a budget of its own', async () => {
    const { id, username = '' } = await citizen();
    const knownDevice = setting.accounts.deviceToken(id);
    await guess(username, 64);
    expect(await attempt({ username, password, address: setting.newAddress() })).to.eql(tooMany(60));
    expect(await attempt({ username, knownDevice })).to.eql(left(4));
    expect(await attempt({ username, password, knownDevice })).to.have.nested.property('account.id', id);
    for (const tries of [4, 3, 2, 1]) expect(await attempt({ username, knownDevice })).to.eql(left(tries));
    expect(await attempt({ username, knownDevice })).to.eql(tooMany(15));
    expect(await attempt({ username, password, knownDevice })).to.eql(tooMany(15));
  });

  it('can still log in by SMS when every try is used up', async () => {
    const { id, username = '', phone = '' } = await citizen();
    await guess(username, 64);
    await guess(phone, 64);
    const asked = { purpose: 'login', phone, binding: 'b', address: setting.newAddress() } as const;
    const code = await setting.send(asked);
    const result = await setting.accounts.authenticateBySms({
      phone,
      code,
      binding: 'b',
      address: asked.address,
      device,
    });
    expect(result).to.have.nested.property('account.id', id);
  });

  it('is not known by another account’s device, nor by a made-up, old or revoked one', async () => {
    const { id, username = '' } = await citizen();
    const stranger = await citizen();
    const mine = setting.accounts.deviceToken(id);
    await guess(username, 64);
    const made = [
      setting.accounts.deviceToken(stranger.id),
      `${mine}x`,
      mine.slice(0, -4),
      '',
      '.',
      '....',
      'A'.repeat(4000),
    ];
    for (const knownDevice of made)
      expect(
        await attempt({ username, password, knownDevice, address: setting.newAddress() }),
        knownDevice,
      ).to.have.property('problem');
    setting.clock.advance(1);
    await setting.accounts.endSessions(operator, id);
    expect(await attempt({ username, password, knownDevice: mine, address: setting.newAddress() })).to.have.property(
      'problem',
    );
    const again = setting.accounts.deviceToken(id);
    expect(await attempt({ username, password, knownDevice: again, address: setting.newAddress() })).to.have.property(
      'account',
    );
    setting.clock.advance(180 * 86_400 + 1);
    await guess(username, 64);
    expect(await attempt({ username, password, knownDevice: again, address: setting.newAddress() })).to.have.property(
      'problem',
    );
  });

  it('shares a browser with the family: four people stay known, the last four', async () => {
    const family = [await citizen(), await citizen(), await citizen(), await citizen(), await citizen()];
    let cookie: string | undefined;
    for (const { id } of family) cookie = setting.accounts.deviceToken(id, cookie);
    cookie = setting.accounts.deviceToken(family[2]?.id ?? '', cookie);
    expect(cookie?.split('.')).to.have.length(4);
    for (const [i, { username = '' }] of family.entries()) {
      await guess(username, 64);
      const result = await attempt({
        username,
        password,
        address: setting.newAddress(),
        ...(cookie && { knownDevice: cookie }),
      });
      expect(result, `person ${i}`).to.have.property(i === 0 ? 'problem' : 'account');
    }
  });
});
