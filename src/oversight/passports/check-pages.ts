import { minutes } from '../../clock.ts';
import { type Problems, rateLimited } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { page, type Route, upload } from '../../http/route.ts';
import { exact } from '../../statistics/totals/figure.ts';
import { may } from '../policies.ts';
import type { NewerLeaf, Transparency } from '../transparency/service.ts';
import { type CheckedFile, checkFile, largestFile } from './checking.ts';
import { fact } from './facts.ts';
import { shownVersion } from './present.ts';

export type CheckNeeds = {
  pages: Pages;
  throttle: Throttle;
  transparency: Transparency;
  userLabel: (ctx: Context) => Promise<string | undefined>;
};

const files = { limit: 30, per: minutes(1), address: true };

/** The check outside of a passport's file: public, and of the signed statement alone. */
export function createCheckPages({ pages, throttle, transparency, userLabel }: CheckNeeds): Route[] {
  /** One after the other: many files at once cost no more than one. */
  let line: Promise<unknown> = Promise.resolve();

  type Shown = { checked?: CheckedFile; newer?: readonly NewerLeaf[]; problems?: Problems };
  async function show(ctx: Context, { checked, newer, problems }: Shown = {}) {
    const user = await userLabel(ctx);
    if (problems !== undefined) ctx.status = 422;
    pages.show(ctx, 'passports/check', checkView(checked, newer), {
      layout: 'public',
      ...(problems && { problems }),
      ...(user !== undefined && { user }),
    });
  }

  async function check(ctx: Context, _form: Form, [file]: readonly Upload[]): Promise<void> {
    const { allowed, retryAfter } = await throttle.hit('passport_file', ctx.state.address, files);
    if (!allowed) {
      const after = { limit: files.limit, minutes: Math.max(1, Math.ceil(retryAfter / 60)) };
      throw rateLimited(fact('passports.too_often', after), retryAfter);
    }
    if (file === undefined || file.refused !== undefined)
      return show(ctx, { problems: { file: file?.refused ?? fact('passports.file_form') } });
    const { keys } = await transparency.standing('figures');
    const turn = line.then(() => checkFile(file.bytes, { keys, witnesses: transparency.witnesses }));
    line = turn.catch(() => undefined);
    const checked = await turn;
    if (checked === undefined) return show(ctx, { problems: { file: fact('passports.file_form') } });
    return show(ctx, { checked, newer: await transparency.newerThan(leavesIn(checked)) });
  }

  return [
    page('/transparency/passport', anyone, (ctx) => show(ctx)),
    upload('/transparency/passport', may('check the file of a passport'), check, {
      ...{ files: 1, bytes: largestFile, text: 4_096, tells: true },
    }),
  ];
}

/** The leaves that a file was signed with. */
const leavesIn = (checked: CheckedFile): readonly string[] =>
  'fault' in checked ? [] : (checked.credential?.leaves ?? checked.before?.leaves ?? []);

/** Which of its leaves have newer versions: of the figure itself that one, of others how many, and the day of the last. */
function newerView({ credential }: Exclude<CheckedFile, { fault: unknown }>, newer: readonly NewerLeaf[]) {
  if (newer.length === 0) return undefined;
  const own = credential?.own ? credential.leaves[credential.own.leaf] : undefined;
  const ofFigure = newer.find(({ name }) => name === own);
  const days = newer.flatMap(({ at }) => at ?? []);
  const last =
    days.length < newer.length ? undefined : days.toSorted((one, other) => other.getTime() - one.getTime())[0];
  return ofFigure === undefined
    ? { revision: undefined, count: newer.length, at: last }
    : { revision: ofFigure.revision, count: newer.length, at: ofFigure.at };
}

/** The data of the page: words and numbers of the signed statement, never of the file. */
export function checkView(checked: CheckedFile | undefined, newer: readonly NewerLeaf[] = []) {
  if (checked === undefined) return { result: undefined };
  if ('fault' in checked) return { result: { state: 'fails' as const, faults: [{ code: checked.fault }], ...nothing } };
  const { verdict, credential, before, differences = [] } = checked;
  const found = (number: number | null) => (number === null ? undefined : exact(number));
  const faults = verdict.faults.map((fault) => {
    if (fault.code === 'signature' || fault.code === 'statement') return { code: fault.code };
    const row = fault.code === 'row' ? credential?.rows[fault.row] : undefined;
    return {
      code: fault.code,
      name: row === undefined ? '' : `${row.name} ${row.day} ${exact(row.value)}`,
      found: found(fault.found),
    };
  });
  const state = faults.length > 0 ? 'fails' : before ? 'before' : differences.length > 0 ? 'altered' : 'holds';
  return {
    result: {
      ...{ state, faults, differences, leaves: verdict.leaves, before },
      newer: faults.length > 0 ? undefined : newerView(checked, newer),
      witnesses: verdict.witnesses.map(({ name, seconds }) => ({ name, at: new Date(seconds * 1_000) })),
      said: credential && {
        ...credential,
        ...{ at: new Date(credential.at), leaf: credential.own ? credential.leaves[credential.own.leaf] : undefined },
        versions: (credential.versions ?? []).map(shownVersion),
        rows: credential.rows.map(({ spot, ...row }) => ({ ...row, leaf: spot && credential.leaves[spot.leaf] })),
      },
    },
  };
}
const nothing = { differences: [], leaves: 0, before: undefined, newer: undefined, witnesses: [], said: undefined };
