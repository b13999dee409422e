import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { ScreenScan } from '../../../src/accounts/scans/scans.ts';
import { type AccountsSetting, accountsSetting, operator, password } from '../setting.ts';

const screen = { clientId: 'ncc_a', address: '192.0.2.7', device: 'Windows 电脑 · Edge' };
const sms = 'urn:ncc:acr:2';

describe('a QR code that signs in', () => {
  let setting: AccountsSetting;
  let made = 0;
  let binding: string;
  before(async () => {
    setting = await accountsSetting();
  });
  after(() => setting.drop());
  beforeEach(async () => {
    await setting.db.run('truncate throttle');
    binding = `login ${++made}`;
  });

  const citizen = () =>
    setting.accounts.create(operator, { username: setting.newUsername(), phone: setting.newPhone(), password });
  const phoneOf = (accountId: string) => ({ accountId, address: '198.51.100.4', device: '安卓 · 微信' });
  async function begin(at = screen): Promise<ScreenScan> {
    const scan = await setting.accounts.scans.begin({ binding, ...at });
    if ('problem' in scan) throw new Error(JSON.stringify(scan));
    return scan;
  }
  const onScreen = () => setting.accounts.scans.onScreen(binding);
  async function confirmed() {
    const { scans } = setting.accounts;
    const [account, { code }] = [await citizen(), await begin()];
    await scans.scan(code, phoneOf(account.id));
    await scans.confirm(code, phoneOf(account.id), sms);
    return { account, code };
  }

  it('waits, is scanned, is confirmed, and signs in that person once', async () => {
    const { scans } = setting.accounts;
    const [account, first] = [await citizen(), await begin()];
    expect(first).to.include({ state: 'waiting', secondsLeft: 120, phone: undefined });
    expect(first.match).to.match(/^[2-9A-HJ-NP-Z]{6}$/);
    const shown = await scans.scan(first.code, phoneOf(account.id));
    expect(shown).to.eql({
      ...{ state: 'scanned', match: first.match, clientId: 'ncc_a', device: screen.device },
      ...{ at: setting.clock.now(), isSameNetwork: false },
    });
    expect(await onScreen()).to.include({ state: 'scanned', phone: '安卓 · 微信', confirmedBy: undefined });
    expect(await scans.use(binding), 'before it is confirmed').to.equal(undefined);
    await scans.confirm(first.code, phoneOf(account.id), sms);
    expect(await onScreen()).to.include({ state: 'confirmed', confirmedBy: account.id });
    const used = await scans.use(binding);
    expect([used?.account.id, used?.level]).to.eql([account.id, sms]);
    expect(await scans.use(binding), 'twice').to.equal(undefined);
    expect((await setting.audit(account.id)).map(({ verb }) => verb)).to.include('account.scan_confirm');
  });

  it('is worth nothing after 120 seconds, nor 120 seconds after it was confirmed', async () => {
    const { scans } = setting.accounts;
    const [account, { code }] = [await citizen(), await begin()];
    setting.clock.advance(119);
    expect(await onScreen()).to.include({ state: 'waiting', secondsLeft: 1 });
    await scans.scan(code, phoneOf(account.id));
    setting.clock.advance(1);
    expect((await onScreen())?.state).to.equal('over');
    await scans.confirm(code, phoneOf(account.id), sms);
    expect(await scans.use(binding)).to.equal(undefined);

    const later = await confirmed();
    setting.clock.advance(120);
    expect((await onScreen())?.state).to.equal('over');
    expect(await scans.use(binding), later.code).to.equal(undefined);
  });

  it('belongs to its first scanner: no other confirms it or ends it', async () => {
    const { scans } = setting.accounts;
    const [owner, other, { code }] = [await citizen(), await citizen(), await begin()];
    await scans.scan(code, phoneOf(owner.id));
    expect(await scans.scan(code, phoneOf(other.id))).to.include({ state: 'taken' });
    await scans.confirm(code, phoneOf(other.id), sms);
    await scans.refuse(code, phoneOf(other.id));
    expect((await onScreen())?.state).to.equal('scanned');
    await scans.confirm(code, phoneOf(owner.id), sms);
    expect((await scans.use(binding))?.account.id).to.equal(owner.id);
  });

  it('confirms the login that shows it and no other', async () => {
    await confirmed();
    expect(await setting.accounts.scans.use('another login')).to.equal(undefined);
    expect((await setting.accounts.scans.use(binding))?.account).to.be.an('object');
  });

  it('that was replaced is worth nothing, whatever had become of it', async () => {
    const { scans } = setting.accounts;
    const { account, code } = await confirmed();
    const fresh = await begin();
    expect(fresh.code).not.to.equal(code);
    expect(fresh.match).not.to.equal(undefined);
    expect(await scans.scan(code, phoneOf(account.id))).to.equal(undefined);
    expect(await scans.use(binding)).to.equal(undefined);
  });

  it('is refused by 不是我操作, also after it was confirmed, and the history of logins says so', async () => {
    const { scans } = setting.accounts;
    const { account, code } = await confirmed();
    await scans.refuse(code, phoneOf(account.id));
    expect((await onScreen())?.state).to.equal('refused');
    expect(await scans.use(binding)).to.equal(undefined);
    await scans.refuse(code, phoneOf(account.id));
    expect(await setting.accounts.loginsOf(account.id)).to.have.length(1);
    const [login] = await setting.accounts.loginsOf(account.id);
    expect(login).to.deep.include({ ...screen, method: 'scan', succeeded: false });
  });

  it('is not confirmed after it was refused, and nothing says that it was', async () => {
    const { scans } = setting.accounts;
    const [account, { code }] = [await citizen(), await begin()];
    await scans.scan(code, phoneOf(account.id));
    await scans.refuse(code, phoneOf(account.id));
    await scans.confirm(code, phoneOf(account.id), sms);
    expect(await scans.use(binding)).to.equal(undefined);
    expect((await setting.audit(account.id)).map(({ verb }) => verb)).not.to.include('account.scan_confirm');
  });

  it('of an account that ended all sessions or was locked since gives no session', async () => {
    const ended = await confirmed();
    setting.clock.advance(1);
    await setting.accounts.endSessions(operator, ended.account.id);
    expect(await setting.accounts.scans.use(binding)).to.equal(undefined);
    const locked = await confirmed();
    await setting.accounts.lock(operator, locked.account.id, '本人申请');
    expect(await setting.accounts.scans.use(binding)).to.equal(undefined);
  });

  it('is taken by one of twenty phones at once, and used by one of twenty screens', async () => {
    const { scans } = setting.accounts;
    const people = await Promise.all(Array.from({ length: 5 }, citizen));
    const { code } = await begin();
    const found = await Promise.all(
      people.flatMap((each) => [1, 2, 3, 4].map(() => scans.scan(code, phoneOf(each.id)))),
    );
    expect(found.filter((each) => each !== undefined && 'state' in each && each.state === 'scanned')).to.have.length(4);
    for (const each of people) await scans.confirm(code, phoneOf(each.id), sms);
    const used = await Promise.all(Array.from({ length: 20 }, () => scans.use(binding)));
    expect(used.filter((each) => each !== undefined)).to.have.length(1);
  });

  it('is not made without end from one address, nor scanned without end by one person', async () => {
    const { scans } = setting.accounts;
    const account = await citizen();
    const made = await Promise.all(
      Array.from({ length: 121 }, (_, n) => scans.begin({ binding: `many ${n}`, ...screen, address: '192.0.2.99' })),
    );
    expect(made.filter((each) => 'problem' in each)).to.have.length(1);
    const seen = await Promise.all(Array.from({ length: 41 }, () => scans.scan('guessed', phoneOf(account.id))));
    expect(seen.filter((each) => each !== undefined && 'problem' in each)).to.have.length(1);
  });

  it('is stored without its code and without the characters of the screens', async () => {
    const { code, match } = await begin();
    const rows = JSON.stringify(await setting.db.rows('select to_jsonb(scans) as row from scans'));
    for (const secret of [code, match, Buffer.from(code).toString('hex'), binding]) expect(rows).not.to.include(secret);
  });
});
