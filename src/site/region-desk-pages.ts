import type { Database } from '../database/open.ts';
import { Problem, type Problems } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { regionName } from '../fields/regions/region.ts';
import { type Region, regionOf, regionsBelow, regionsNamed } from '../fields/regions/region-table.ts';
import type { RegionInput, Regions } from '../fields/regions/regions.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../http/route.ts';
import { noticeOf } from '../http/speech.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { effectsOf } from './region-desk-store.ts';

type Needs = { db: Database; pages: Pages; regions: Pick<Regions, 'plan' | 'change' | 'changed'> };

const home = '/admin/regions';
const here = 'regions';
const mostFound = 50;

const names = { name: '名称', validFrom: '启用日期', validTo: '停用日期', replacedBy: '替换代码' } as const;
const notices: Readonly<Record<string, Fact>> = { changed: fact('site.region_changed') };

const shown = ({ code, name, validFrom, validTo, replacedBy }: Region) => ({
  ...{ code, name, validFrom, validTo },
  whole: regionName(code),
  next: replacedBy && `${regionName(replacedBy)}（${replacedBy}）`,
});
export type ShownRegion = ReturnType<typeof shown>;

const inputOf = (form: Form): RegionInput =>
  Object.fromEntries([
    ['code', form.region?.trim() ?? ''],
    ...Object.keys(names).map((name) => [name, form[name]?.trim() ?? '']),
  ]);

/** A field `code` would be taken for a one-time code, which no page keeps. */
const ofPage = ({ code, ...problems }: Problems): Problems => ({ ...(code && { region: code }), ...problems });

/** O11 行政区划: operators enter, rename and end regions, after a page with the consequences. */
export function createRegionDeskPages({ db, pages, regions }: Needs): Route[] {
  async function show(ctx: Context) {
    const asked = typeof ctx.query.q === 'string' ? ctx.query.q.normalize('NFKC').trim().slice(0, 30) : '';
    const exact = regionOf(asked);
    const found = exact === undefined ? regionsNamed(asked, mostFound) : [exact];
    const changed = await regions.changed();
    const data = {
      asked,
      found: asked === '' ? undefined : found.map(shown),
      changed: changed.map((each) => ({ ...shown(each), at: each.at })),
      notice: noticeOf(ctx, notices, ctx.query.done),
    };
    pages.show(ctx, 'site/region-desk', data, { title: '行政区划', here });
  }

  function showForm(ctx: Context, values: Readonly<Record<string, string>>, problems: Problems = {}) {
    const isNew = regionOf(values.code ?? '') === undefined;
    const title = isNew ? '新增区划' : '修改区划';
    pages.show(ctx, 'site/region-change', { isNew, values }, { title, here, problems: ofPage(problems) });
  }

  function begin(ctx: Context) {
    const region = typeof ctx.query.code === 'string' ? regionOf(ctx.query.code) : undefined;
    showForm(ctx, textsOf(region));
  }

  /** The consequences, with the change in hidden fields: the next press makes it. */
  async function ask(ctx: Context, form: Form) {
    const planned = tried(() => regions.plan(staffOf(ctx), inputOf(form), true));
    if (planned instanceof Problem) return showForm(ctx, textsOf(inputOf(form)), planned.fields);
    const { before, after } = planned;
    const [from, values] = [textsOf(before), textsOf(after)];
    const data = {
      lines: Object.entries(names)
        .map(([key, name]) => ({ name, from: from[key] ?? '', to: values[key] ?? '' }))
        .filter((line) => line.from !== line.to),
      effects: await effectsOf(db, after.code),
      below: after.validTo === undefined ? 0 : regionsBelow(after.code).length,
      ends: after.validTo !== undefined && before?.validTo === undefined,
      next: after.replacedBy && regionName(after.replacedBy),
      values,
    };
    return pages.show(ctx, 'site/region-confirm', data, { title: `${after.name}：确认修改`, here });
  }

  async function change(ctx: Context, form: Form) {
    try {
      await regions.change(staffOf(ctx), inputOf(form), true);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return showForm(ctx, textsOf(inputOf(form)), error.fields);
    }
    return seeOther(ctx, `${home}?done=changed`);
  }

  return [
    page('/admin/regions', may('see the changes of regions'), show),
    page('/admin/regions/change', may('see the changes of regions'), begin),
    form('/admin/regions/change', may('change regions'), ask),
    form('/admin/regions', may('change regions'), change),
  ];
}

const textsOf = (region: Region | RegionInput | undefined): Record<string, string> =>
  Object.fromEntries([
    ['region', region?.code ?? ''],
    ...Object.entries(region ?? {}).map(([name, value]) => [name, value ?? '']),
  ]);

function tried<T>(work: () => T): T | Problem {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem && error.fields !== undefined) return error;
    throw error;
  }
}
