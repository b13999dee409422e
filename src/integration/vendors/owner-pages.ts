import { z } from 'zod';
import { dayOf } from '../../clock.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { fieldsIn } from '../../fields/form.ts';
import { day } from '../../fields/moment.ts';
import { readFields } from '../../fields/read.ts';
import { text } from '../../fields/text.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { titlesOf } from './abilities.ts';
import { fact } from './facts.ts';
import type { VendorPageNeeds } from './pages.ts';

const home = '/console/vendors';
const fields = z.object({
  vendor: text('开发公司', { max: 50 }).meta({
    hint: '机构全称，或统一社会信用代码。对方需要先注册，并以“经授权的开发公司”通过认证。',
  }),
  endsOn: day('授权的最后一天', { hint: '最长一年，到期自动停止；可以随时结束。' }),
});

/** 开发公司: the developers authorised for the institution's AKs, and until which day. */
export function createOwnerPages({
  pages,
  clock,
  vendors,
}: Pick<VendorPageNeeds, 'pages' | 'clock' | 'vendors'>): Route[] {
  async function list(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const today = dayOf(clock.now());
    const granted = await vendors.granted(memberOf(ctx));
    pages.show(
      ctx,
      'vendors/granted',
      {
        granted: granted.map(({ id, vendor, endsOn }) => ({ id, vendor, endsOn, isOver: endsOn < today })),
        ...{ fields: fieldsIn(fields.shape), values, may: titlesOf(true), mayNot: titlesOf(false) },
      },
      { title: '开发公司', here: 'vendors', problems },
    );
  }

  async function grant(ctx: Context, given: Form) {
    const read = readFields(fields, given);
    if ('problems' in read) return list(ctx, given, read.problems);
    return taking(ctx, given, () => vendors.grant(memberOf(ctx), read.values));
  }

  async function setEnd(ctx: Context, given: Form) {
    const id = param(ctx, 'id');
    if (!(await vendors.granted(memberOf(ctx))).some((each) => each.id === id))
      throw notFound(fact('vendors.no_authorisation'));
    const read = readFields(z.object({ endsOn: day('授权的最后一天') }), { endsOn: given[`endsOn.${id}`] ?? '' });
    if ('problems' in read)
      return list(ctx, given, Object.fromEntries(Object.values(read.problems).map((each) => [`endsOn.${id}`, each])));
    try {
      await vendors.setEnd(memberOf(ctx), id, read.values.endsOn);
    } catch (error) {
      const problem = error instanceof Problem ? error.fields?.endsOn : undefined;
      if (problem === undefined) throw error;
      return list(ctx, given, { [`endsOn.${id}`]: problem });
    }
    seeOther(ctx, home);
  }

  async function end(ctx: Context) {
    await vendors.end(memberOf(ctx), param(ctx, 'id'));
    seeOther(ctx, home);
  }

  async function taking(ctx: Context, given: Form, work: () => Promise<void>) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return list(ctx, given, error.fields);
    }
    seeOther(ctx, home);
  }

  return [
    page(home, may('see vendors, and end their access'), (ctx) => list(ctx)),
    form(home, may('let a vendor look after an AK'), grant),
    form(`${home}/:id`, may('let a vendor look after an AK'), setEnd),
    form(`${home}/:id/end`, may('see vendors, and end their access'), end, {
      asks: fact('vendors.ask_end'),
    }),
  ];
}
