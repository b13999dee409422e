import { Problem, type Problems } from '../errors.ts';
import { fieldsIn } from '../fields/form.ts';
import { staffOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther, sharedPage } from '../http/route.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import type { Promotion } from './promotion-store.ts';
import { type Promotions, promotionFields } from './promotions.ts';

type Needs = { pages: Pages; promotions: Promotions };

const home = '/admin/promotions';
const title = '联合推广';

/** R08 联合推广: a plain list, written by operators. */
export function createPromotionPages({ pages, promotions }: Needs): Route[] {
  async function showInside(ctx: Context) {
    const list = (await promotions.shown()).map(shown);
    pages.show(ctx, 'integration/promotions', { list, isPublic: false }, { title, here: 'promotions' });
  }

  async function showOutside(ctx: Context) {
    const list = (await promotions.shown()).map(shown);
    pages.show(ctx, 'integration/promotions', { list, isPublic: true }, { title, layout: 'public' });
  }

  async function desk(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const list = (await promotions.all(staffOf(ctx))).map(shown);
    const fields = fieldsIn(promotionFields.shape);
    pages.show(ctx, 'integration/promotions-desk', { list, fields, values }, { title, here: 'promotions', problems });
  }

  async function publish(ctx: Context, given: Form) {
    try {
      await promotions.publish(staffOf(ctx), given);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      return desk(ctx, given, error.fields);
    }
    seeOther(ctx, home);
  }

  async function withdraw(ctx: Context) {
    await promotions.withdraw(staffOf(ctx), param(ctx, 'id'));
    seeOther(ctx, home);
  }

  return [
    sharedPage('/promotions', { tells: ['promotions'] }, showOutside),
    page('/console/promotions', may('see plan, history and promotions'), showInside),
    page(home, may('see and withdraw promotions'), (ctx) => desk(ctx)),
    form(home, may('publish a promotion'), publish), // it is on a public page at once
    form(`${home}/:id/withdraw`, may('see and withdraw promotions'), withdraw, {
      asks: fact('integration.ask_withdraw_promotion'),
    }),
  ];
}

const shown = ({ id, title: heading, body, at, withdrawnAt }: Promotion) => ({
  ...{ id, title: heading, at, withdrawnAt },
  paragraphs: body.split('\n').filter((line) => line.trim() !== ''),
});

export type ShownPromotion = ReturnType<typeof shown>;
