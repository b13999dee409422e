import { after, type Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { hashToken, newId, sixDigits } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { maskMobile } from '../fields/china/mobile.ts';
import type { Standing, Throttle } from '../http/throttle.ts';
import type { Log } from '../log.ts';
import type { Sms } from '../sms/service.ts';
import * as store from './code-store.ts';
import { codeOf, phoneOf } from './identifier.ts';
import { codeLife, codeTries, limits } from './limits.ts';

export type Purpose = store.Purpose;
type Asked = { purpose: Purpose; phone: string; binding: string };
export type CodeRequested = { masked: string; secondsLeft: number } | { problem: string; retryAfter: number };
export type CodeChecked =
  | { correct: true }
  | { problem: string /** A guess was spent. */; wrong?: true /** A new one is on its way. */; resent?: true };

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  sms: Pick<Sms, 'send'>;
  throttle: Throttle;
  log?: Log | undefined;
};

const uses = { login: '登录', registration: '注册', recovery: '找回密码' } as const satisfies Record<Purpose, string>;
const noPhone = '请填写 11 位手机号';
const wrongCode = '验证码不对，请核对后重填';
const spent = `验证码已输错 ${codeTries} 次，请重新获取`;

/**
 * Codes by short message. A request looks up no account: it answers and sends the same for every number, and only who reads the
 * message learns, after a right code, whether the number is registered.
 */
export function createSmsCodes({ db, clock, seal, sms, throttle, log }: Needs) {
  const placeOf = (phone: string, { purpose, binding }: Asked): store.Place => ({
    phone: seal.index(phone, 'sms_codes phone'),
    purpose,
    binding: hashToken(binding),
  });
  const hashOf = (code: string, phone: string, { purpose, binding }: Asked) =>
    seal.index([code, phone, purpose, binding].join('\0'), 'sms_codes code');

  /** Only counts what will be sent: an address that is over its limit cannot hold up somebody else’s phone. */
  async function refusal(
    purpose: Purpose,
    phone: string,
    address: string,
  ): Promise<{ problem: string; retryAfter: number } | undefined> {
    const key = seal.index(phone, 'throttle').toString('hex');
    const perDay = { ...limits.codesOfPhone, per: secondsUntilMidnight(clock.now()) };
    const otherWay = purpose === 'login' ? '或改用密码登录' : '';
    const today = ({ retryAfter }: Standing) => ({
      problem: `今天已发送 ${perDay.limit} 次，请明天再试${otherWay}`,
      retryAfter,
    });
    const here = ({ retryAfter }: Standing) => ({
      problem: `获取验证码的次数过多，请 ${Math.ceil(retryAfter / 60)} 分钟后再试${otherWay && `，${otherWay}`}`,
      retryAfter,
    });

    const ofPhone = await throttle.peek('codes of phone', key, perDay);
    if (!ofPhone.allowed) return today(ofPhone);
    const ofAddress = await throttle.peek('codes of address', address, limits.codesOfAddress);
    if (!ofAddress.allowed) return here(ofAddress);
    const cooling = await throttle.hit('code cooling', key, limits.codeCooling);
    if (!cooling.allowed)
      return { problem: `验证码刚刚发出，${cooling.retryAfter} 秒后可重发`, retryAfter: cooling.retryAfter };
    const oneMoreHere = await throttle.hit('codes of address', address, limits.codesOfAddress);
    if (!oneMoreHere.allowed) return here(oneMoreHere);
    const oneMoreToday = await throttle.hit('codes of phone', key, perDay);
    if (!oneMoreToday.allowed) return today(oneMoreToday);
    const ofPlatform = await throttle.hit('codes of platform', '', limits.codesOfPlatform);
    if (ofPlatform.allowed) return undefined;
    log?.warn({ limit: limits.codesOfPlatform.limit }, 'the budget of short messages for this minute is used up');
    return {
      problem: `短信暂时发不出去，${otherWay ? '可改用密码登录' : '请稍后再试'}`,
      retryAfter: ofPlatform.retryAfter,
    };
  }

  async function request(asked: Asked & { address: string }): Promise<CodeRequested> {
    const phone = phoneOf(asked.phone);
    if (phone === undefined) return { problem: noPhone, retryAfter: 0 };
    const refused = await refusal(asked.purpose, phone, asked.address);
    if (refused) return refused;
    const code = sixDigits();
    const at = clock.now();
    await db.transaction(async (trx) => {
      await store.insert(trx, {
        ...placeOf(phone, asked),
        id: newId(),
        hash: hashOf(code, phone, asked),
        at,
        expiresAt: after(at, codeLife),
      });
      await sms.send(
        trx,
        phone,
        `【国家公共文化云】验证码 ${code}，5 分钟内有效，用于${uses[asked.purpose]}。请勿告诉他人。`,
      );
    });
    return { masked: maskMobile(phone), secondsLeft: limits.codeCooling.per };
  }

  /** Why the newest code takes no guess. With the address of who asks, an expired one is replaced at once. */
  async function whyNot(asked: Asked & { address?: string | undefined }, phone: string): Promise<CodeChecked> {
    const newest = await store.findNewest(db, placeOf(phone, asked));
    if (newest === undefined) return { problem: '请先获取验证码' };
    if (newest.used_at !== null) return { problem: '这个验证码已经用过，请重新获取' };
    if (newest.tries >= codeTries) return { problem: spent };
    const expired = '验证码已过期（5 分钟内有效），';
    const { address } = asked;
    if (address === undefined || 'problem' in (await request({ ...asked, address })))
      return { problem: `${expired}请重新获取` };
    return { problem: `${expired}已为您重新发送`, resent: true };
  }

  return {
    request,

    /** A right code is right once, for the phone, purpose and binding that it was asked for. */
    async check(asked: Asked & { code: string; address?: string | undefined }): Promise<CodeChecked> {
      const phone = phoneOf(asked.phone);
      if (phone === undefined) return { problem: noPhone };
      const code = codeOf(asked.code);
      if (code === undefined) return { problem: '验证码是 6 位数字' };
      const guessed = await store.guess(db, placeOf(phone, asked), hashOf(code, phone, asked), clock.now(), codeTries);
      if (guessed === undefined) return whyNot(asked, phone);
      if (guessed.correct) return { correct: true };
      return { problem: guessed.tries < codeTries ? wrongCode : spent, wrong: true };
    },
  };
}

export type SmsCodes = ReturnType<typeof createSmsCodes>;

const day = 86_400;
const shanghai = 8 * 3600; // ahead of UTC, all year round

const secondsUntilMidnight = (now: Date) => day - ((Math.floor(now.getTime() / 1000) + shanghai) % day);
