import { label } from '../../accounts/account/account.ts';
import type { ScreenScan } from '../../accounts/scans/scans.ts';
import type { Accounts } from '../../accounts/service.ts';
import type { Fact } from '../../fact.ts';
import type { Context } from '../../http/context.ts';
import { qrCode } from '../../http/pages/qr.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { confirmedElsewhere, isAskedAgain } from '../rules.ts';
import type { InteractionKit, Open } from './interaction.ts';

type Needs = { accounts: Accounts; kit: InteractionKit; publicUrl: URL };

const betweenLooks = 5; // seconds, of a browser that runs no script

/**
 * C6, on the screen that wants to sign in. Every page of a login opens only in the browser that began it (docs/adr/0029), and the QR code
 * belongs to the login: a confirmation by phone signs in only here.
 */
export function createScanPages({ accounts, kit, publicUrl }: Needs): Route[] {
  const { scans } = accounts;

  const begin = (ctx: Context, { uid, application }: Open) => {
    const { address, device } = kit.occasion(ctx, application);
    return scans.begin({ binding: uid, clientId: application.clientId, address, device });
  };

  /** Who confirmed, as this screen shows it; `known` has signed in on it before. */
  async function whoConfirmed(ctx: Context, { confirmedBy }: ScreenScan) {
    const account = confirmedBy === undefined ? undefined : await accounts.find(confirmedBy);
    if (account === undefined) return undefined;
    return { label: label(account), known: accounts.isKnownOn(account.id, kit.knownDevice(ctx)) };
  }

  async function showScan(ctx: Context, open: Open, scan: ScreenScan) {
    const { state, code, match, secondsLeft, phone } = scan;
    const who = await whoConfirmed(ctx, scan);
    const qr = await qrCode(`${publicUrl.origin}/scan/${code}`);
    const data = { state, qr, match: spaced(match), secondsLeft, phone, who };
    const refresh = state === 'waiting' || state === 'scanned' ? { refresh: betweenLooks } : {};
    kit.show(ctx, 'oidc/scan', open, (given) => ({ ...given, ...data }), {}, refresh);
  }

  /** Too many codes from one address: the other ways are left. */
  function tooMany(ctx: Context, open: Open, { problem, retryAfter }: { problem: Fact; retryAfter: number }) {
    ctx.set('Retry-After', String(retryAfter));
    kit.show(ctx, 'oidc/sms', open, (given) => given, { form: problem });
  }

  /** A scan leaves nothing lasting, so it does not satisfy a request for a fresh login either. */
  const mayScan = ({ application, interaction }: Open) => !isAskedAgain(application, interaction.params);
  const otherWays = (ctx: Context, { uid }: Open) => seeOther(ctx, `/interaction/${uid}`);

  /** The code that this login has, or its first. */
  async function show(ctx: Context) {
    const open = await kit.open(ctx, 'login');
    if (!mayScan(open)) return otherWays(ctx, open);
    const scan = (await scans.onScreen(open.uid)) ?? (await begin(ctx, open));
    return 'problem' in scan ? tooMany(ctx, open, scan) : showScan(ctx, open, scan);
  }

  async function act(ctx: Context, given: Form) {
    const open = await kit.open(ctx, 'login');
    if (!mayScan(open)) return otherWays(ctx, open);
    const back = () => seeOther(ctx, `/interaction/${open.uid}/scan`);
    if (given.again === '1') {
      const fresh = await begin(ctx, open);
      return 'problem' in fresh ? tooMany(ctx, open, fresh) : back();
    }
    const used = await scans.use(open.uid);
    if (used === undefined) return back();
    const proved = { acr: used.level, amr: confirmedElsewhere([]) };
    return kit.finish(ctx, open, used.account, {
      method: 'scan',
      bySms: false,
      remember: false,
      agreed: 0,
      proved,
    });
  }

  /** Polled by the script every two seconds; no request is held open. */
  async function tell(ctx: Context) {
    const { uid } = await kit.open(ctx, 'login');
    const scan = await scans.onScreen(uid);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { state: scan?.state ?? 'over', left: scan?.secondsLeft ?? 0 };
  }

  return [
    page('/interaction/:uid/scan', may('take a step of a login that this browser began'), show),
    form('/interaction/:uid/scan', may('take a step of a login that this browser began'), act),
    page('/interaction/:uid/scan/state', may('take a step of a login that this browser began'), tell),
  ];
}

/** 7F3 K2M: as it is read aloud. */
export const spaced = (match: string): string => `${match.slice(0, 3)} ${match.slice(3)}`;
