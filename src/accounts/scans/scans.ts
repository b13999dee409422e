import { record } from '../../audit/record.ts';
import { after } from '../../clock.ts';
import { hashToken, newId } from '../../crypto/secrets.ts';
import type { Fact } from '../../fact.ts';
import { addressPrefix, plainAddress } from '../../http/limits/throttle.ts';
import { type Account, isLive, issuedSinceReset } from '../account/account.ts';
import { type Logins, subjectOf } from '../account/logins.ts';
import type { AccountNeeds, Cached } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { limits, scanGoesOn, scanLife } from '../limits.ts';
import * as store from './scan-store.ts';

/** `over`: ended. `taken`: scanned by another account. */
export type ScanState = 'waiting' | 'scanned' | 'confirmed' | 'refused' | 'over';

/** As the screen shows it that wants to sign in. */
export type ScreenScan = {
  state: ScanState;
  /** The address in the QR code. */
  code: string;
  /** Shown on both screens: six unambiguous characters. */
  match: string;
  secondsLeft: number;
  /** The phone that scanned it. */
  phone: string | undefined;
  /** Who confirmed it. */
  confirmedBy: string | undefined;
};

/** As the phone shows it. */
export type PhoneScan = {
  state: ScanState | 'taken';
  match: string;
  clientId: string;
  device: string;
  at: Date;
  /** Whether screen and phone go out to the internet at the same place. */
  isSameNetwork: boolean;
};

type Screen = { binding: string; clientId: string; address: string; device: string };
type Phone = { accountId: string; address: string; device: string; requestId?: string | undefined };

type Needs = AccountNeeds & Cached & { logins: Pick<Logins, 'recordRefusal'> };

const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'; // 32; no 0, O, 1, I

/** 扫码登录, on the screen that signs in (`binding` of the login) and on the phone that confirms (`code` of the QR code). */
export interface Scans {
  // The screen

  /** A new QR code; the one before is void. So many by address (seconds to wait). */
  begin(screen: Screen): Promise<ScreenScan | { problem: Fact; retryAfter: number }>;
  /** How it stands. */
  onScreen(binding: string): Promise<ScreenScan | undefined>;
  /** Who signs in, once; undefined where it was not confirmed, or the account ended its sessions since. */
  use(binding: string): Promise<{ account: Account; level: string } | undefined>;

  // The phone

  /** Opens the code: the first account that does so has it. */
  scan(code: string, phone: Phone): Promise<PhoneScan | { problem: Fact; retryAfter: number } | undefined>;
  /** How it stands, without scanning it. */
  onPhone(code: string, phone: Phone): Promise<PhoneScan | undefined>;
  /** `level`: how the phone was signed in; the login is worth no more. */
  confirm(code: string, phone: Phone, level: string): Promise<void>;
  /** 不是我操作: ends the login on the screen, and the login history has it. */
  refuse(code: string, phone: Phone): Promise<void>;
}

/** 扫码登录: a login on one screen that a phone confirms on which its owner is signed in (docs/adr/0056). */
export function createScans({ db, clock, seal, throttle, logins, find }: Needs): Scans {
  const bindingOf = (binding: string) => hashToken(`scan ${binding}`);
  const codeOf = (id: string) => seal.index(id, 'scan code').subarray(0, 12).toString('base64url');
  const matchOf = (id: string) =>
    [...seal.index(id, 'scan match').subarray(0, 6)].map((byte) => letters[byte % letters.length]).join('');
  const mayGoOn = (confirmedAt: Date, now: Date) => now < after(confirmedAt, scanGoesOn);

  function stateOf(row: store.Row, now: Date): ScanState {
    if (row.refused_at !== null) return 'refused';
    if (row.used_at !== null) return 'over';
    if (row.confirmed_at !== null) return mayGoOn(row.confirmed_at, now) ? 'confirmed' : 'over';
    if (now >= row.expires_at) return 'over';
    return row.account_id === null ? 'waiting' : 'scanned';
  }

  function onScreen(row: store.Row): ScreenScan {
    const now = clock.now();
    const state = stateOf(row, now);
    return {
      state,
      code: codeOf(row.id),
      match: matchOf(row.id),
      secondsLeft: Math.max(0, Math.ceil((row.expires_at.getTime() - now.getTime()) / 1000)),
      phone: row.phone ?? undefined,
      confirmedBy: state === 'confirmed' ? (row.account_id ?? undefined) : undefined,
    };
  }

  function onPhone(row: store.Row, { accountId, address }: Pick<Phone, 'accountId' | 'address'>): PhoneScan {
    const isTaken = row.account_id !== null && row.account_id !== accountId;
    return {
      state: isTaken ? 'taken' : stateOf(row, clock.now()),
      match: matchOf(row.id),
      clientId: row.client_id,
      device: row.device,
      at: row.created_at,
      isSameNetwork: addressPrefix(row.address) === addressPrefix(address),
    };
  }

  const hashOf = (code: string): Buffer => hashToken(code);

  return {
    async begin({ binding, clientId, address, device }) {
      const counted = await throttle.hit('scans of address', address, limits.scansOfAddress);
      if (!counted.allowed)
        return {
          problem: fact('accounts.many_scans', { seconds: counted.retryAfter }),
          retryAfter: counted.retryAfter,
        };
      const [id, at] = [newId(), clock.now()];
      await store.replace(db, {
        binding: bindingOf(binding),
        id,
        codeHash: hashOf(codeOf(id)),
        clientId,
        address: plainAddress(address),
        device,
        at,
        expiresAt: after(at, scanLife),
      });
      const row = await store.ofLogin(db, bindingOf(binding));
      if (row === undefined) throw new Error('a QR code was gone as soon as it was made');
      return onScreen(row);
    },

    async onScreen(binding) {
      const row = await store.ofLogin(db, bindingOf(binding));
      return row && onScreen(row);
    },

    async scan(code, phone) {
      const counted = await throttle.hit('scans by account', phone.accountId, limits.scansByAccount);
      if (!counted.allowed)
        return {
          problem: fact('accounts.many_scans', { seconds: counted.retryAfter }),
          retryAfter: counted.retryAfter,
        };
      const { accountId, device } = phone;
      const address = plainAddress(phone.address);
      await store.take(db, hashOf(code), { accountId, phone: device, address, now: clock.now() });
      const row = await store.ofCode(db, hashOf(code));
      return row && onPhone(row, phone);
    },

    async onPhone(code, phone) {
      const row = await store.ofCode(db, hashOf(code));
      return row && onPhone(row, phone);
    },

    async confirm(code, { accountId, requestId }, level) {
      await db.transaction(async (trx) => {
        const at = clock.now();
        if ((await store.confirm(trx, hashOf(code), accountId, level, at)) === 0) return;
        await record(
          trx,
          at,
          { kind: 'citizen', accountId },
          'account.scan_confirm',
          subjectOf(accountId),
          {},
          requestId,
        );
      });
    },

    async refuse(code, { accountId, requestId }) {
      const row = await store.ofCode(db, hashOf(code));
      if (row === undefined || (await store.refuse(db, hashOf(code), accountId, clock.now())) === 0) return;
      const { address, device, client_id: clientId } = row;
      await logins.recordRefusal(accountId, accountId, { method: 'scan', address, device, clientId, requestId });
    },

    async use(binding) {
      const now = clock.now();
      const used = await store.use(db, bindingOf(binding), after(now, -scanGoesOn), now);
      if (used === undefined) return undefined;
      const account = await find(used.account_id);
      if (account === undefined || !isLive.holds(account)) return undefined;
      if (!issuedSinceReset.holds({ at: used.confirmed_at, ...account })) return undefined;
      return { account, level: used.level };
    },
  };
}
