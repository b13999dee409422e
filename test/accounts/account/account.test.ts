import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  type Account,
  claims as claimsOf,
  isLive,
  label,
  loginTime,
  maskUsername,
} from '../../../src/accounts/account/account.ts';
import { maskName } from '../../../src/fields/person-name.ts';

const account: Account = {
  id: '7b7a9f4e-0f5d-4a3b-9a53-6f9f7a1f0b11',
  username: undefined,
  phone: '13800138000',
  email: undefined,
  emailVerified: false,
  nickname: '张溪',
  regionCode: undefined,
  over14: true,
  termsAgreedAt: undefined,
  lockedAt: undefined,
  deletedAt: undefined,
  testOf: undefined,
  sessionsValidFrom: new Date('2026-11-24T10:00:00Z'),
  createdAt: new Date('2026-11-24T10:00:00Z'),
  updatedAt: new Date('2026-11-24T10:00:00.900Z'),
};
const all = ['openid', 'profile', 'phone', 'email', 'address', 'age_range', 'realname', 'offline_access'];

describe('masking', () => {
  it('shows a person as 张*（138****8000）', () => {
    expect(label(account)).to.equal('张*（138****8000）');
  });

  it('shows a person without a phone by the masked user name, and by nothing more than the name without both', () => {
    expect(label({ ...account, phone: undefined, username: 'zhangxi' })).to.equal('张*（z***）');
    expect(label({ ...account, phone: undefined })).to.equal('张*');
  });

  it('never cuts a character in two and says no length', () => {
    expect(maskName('欧阳娜娜')).to.equal('欧*');
    expect(maskName('𠮷野')).to.equal('𠮷*');
    expect(maskName('👨‍👩‍👧家')).to.equal('👨‍👩‍👧*');
    expect(maskName('')).to.equal('*');
    expect(maskUsername('abcd')).to.equal(maskUsername('abcdefghijkl'));
  });
});

/** The claims in the autumn of 2026. */
const claims = (of: Account, scopes: Iterable<string>, now = new Date('2026-11-24T04:00:00Z')) =>
  claimsOf(of, scopes, now);

describe('claims', () => {
  it('tells nothing for openid and offline_access', () => {
    expect(claims(account, ['openid', 'offline_access'])).to.eql({});
  });

  it('tells the nickname as name, and the day on which something changed', () => {
    expect(claims(account, ['openid', 'profile'])).to.eql({
      nickname: '张溪',
      name: '张溪',
      locale: 'zh-CN',
      zoneinfo: 'Asia/Shanghai',
      updated_at: 1_795_478_400,
    });
  });

  it('tells the phone in E.164 only with the scope phone', () => {
    expect(claims(account, ['phone'])).to.eql({ phone_number: '+8613800138000', phone_number_verified: true });
    expect(
      JSON.stringify(
        claims(
          account,
          all.filter((scope) => scope !== 'phone'),
        ),
      ),
    ).not.to.contain('138001');
  });

  it('contains known claims only', () => {
    const bare = { ...account, phone: undefined, over14: undefined };
    expect(claims(bare, ['phone', 'email', 'address', 'age_range'])).to.eql({});
    const full = { ...account, email: 'a@example.cn', emailVerified: true, regionCode: '330106' };
    expect(claims(full, ['email', 'address', 'age_range'])).to.eql({
      email: 'a@example.cn',
      email_verified: true,
      region_code: '330106',
      address: { formatted: '浙江省杭州市西湖区', country: 'CN', region: '浙江省', locality: '杭州市西湖区' },
      age_over_14: true,
    });
    expect(claims({ ...account, email: 'a@example.cn' }, ['email']).email_verified).to.equal(false);
  });

  it('says nothing of the age of an account with a user name alone, whatever was ticked: a tick costs nothing', () => {
    const byName = { ...account, phone: undefined, over14: true };
    expect(claims(byName, ['age_range'])).to.eql({});
    expect(claims({ ...byName, phone: '13900008000' }, ['age_range'])).to.eql({ age_over_14: true });
    const seen = { masked: '张*', at: new Date('2026-11-24T04:00:00Z') };
    expect(claims({ ...byName, realname: seen }, ['age_range'])).to.eql({ age_over_14: true });
  });

  it('tells an age only where the year of birth leaves no doubt, and never the year', () => {
    const born = (birthYear: number, on: string) =>
      claims({ ...account, over14: false, birthYear }, ['age_range'], new Date(on));
    const none = { age_over_14: false, age_over_18: false, age_over_60: false };
    expect(born(2017, '2026-11-24T04:00:00Z')).to.eql(none);
    expect(born(2012, '2026-11-24T04:00:00Z')).to.eql({ age_over_18: false, age_over_60: false });
    expect(born(2012, '2026-12-31T16:00:00Z')).to.eql({ ...none, age_over_14: true }); // 2027 in Beijing
    expect(born(2012, '2026-12-31T15:59:59Z')).not.to.have.property('age_over_14');
    expect(born(1965, '2026-11-24T04:00:00Z')).to.eql({ age_over_14: true, age_over_18: true, age_over_60: true });
    expect(claims({ ...account, over14: false }, ['age_range'])).to.eql({});
  });

  it('counts a proved phone as identity level 1 and nothing as real-name', () => {
    expect(claims(account, ['realname'])).to.eql({ ial: 1 });
    expect(claims({ ...account, phone: undefined }, ['realname'])).to.eql({});
  });

  it('counts checked papers as level 2, with the day and 张*', () => {
    const realname = { masked: '张*', at: new Date('2026-11-24T04:05:06Z') };
    expect(claims({ ...account, realname }, ['realname'])).to.eql({
      realname_verified: true,
      realname_masked: '张*',
      realname_verified_at: Date.UTC(2026, 10, 24) / 1000,
      ial: 2,
    });
  });

  it('accepts a claim to be 14 when the year leaves it open', () => {
    const at = new Date('2026-11-24T04:00:00Z');
    expect(claims({ ...account, over14: true, birthYear: 2012 }, ['age_range'], at)).to.include({ age_over_14: true });
  });

  it('ignores scopes that are not ours, also those named like parts of every object', () => {
    expect(claims(account, ['constructor', '__proto__', 'toString', 'resource:read'])).to.eql({});
  });

  it('never tells an id that institutions could join people by', () => {
    expect(JSON.stringify(claims(account, all))).not.to.contain(account.id);
  });
});

describe('account', () => {
  it('is live unless locked or deleted', () => {
    expect(isLive.holds(account)).to.equal(true);
    expect(isLive.holds({ ...account, lockedAt: new Date(0) })).to.equal(false);
    expect(isLive.holds({ ...account, deletedAt: new Date(0) })).to.equal(false);
  });

  it('dates a login in the second of a password change to the next one, and otherwise to its own', () => {
    const changed = { sessionsValidFrom: new Date('2026-11-24T10:00:00.200Z') };
    expect(loginTime(changed, new Date('2026-11-24T10:00:00.700Z'))).to.equal(1_795_514_401);
    expect(loginTime(changed, new Date('2026-11-24T10:00:05.900Z'))).to.equal(1_795_514_405);
    expect(loginTime(account, new Date('2026-11-24T10:00:00.900Z'))).to.equal(1_795_514_400);
  });
});
