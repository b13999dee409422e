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
import type { Transparency } from '../transparency/service.ts';
import { type CheckedFile, checkFile, largestFile } from './checking.ts';
import { fact } from './facts.ts';

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

  async function show(ctx: Context, { checked, problems }: { checked?: CheckedFile; problems?: Problems } = {}) {
    const user = await userLabel(ctx);
    if (problems !== undefined) ctx.status = 422;
    pages.show(ctx, 'passports/check', checkView(checked), {
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
    return show(ctx, checked === undefined ? { problems: { file: fact('passports.file_form') } } : { checked });
  }

  return [
    page('/transparency/passport', anyone, (ctx) => show(ctx)),
    upload('/transparency/passport', may('check the file of a passport'), check, {
      ...{ files: 1, bytes: largestFile, text: 4_096, tells: true },
    }),
  ];
}

/** The data of the page: words and numbers of the signed statement, never of the file. */
export function checkView(checked: CheckedFile | undefined) {
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
      witnesses: verdict.witnesses.map(({ name, seconds }) => ({ name, at: new Date(seconds * 1_000) })),
      said: credential && {
        ...credential,
        ...{ at: new Date(credential.at), leaf: credential.own ? credential.leaves[credential.own.leaf] : undefined },
        rows: credential.rows.map(({ spot, ...row }) => ({ ...row, leaf: spot && credential.leaves[spot.leaf] })),
      },
    },
  };
}
const nothing = { differences: [], leaves: 0, before: undefined, witnesses: [], said: undefined };
