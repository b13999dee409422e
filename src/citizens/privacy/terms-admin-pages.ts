import { z } from 'zod';
import type { Terms } from '../../accounts/account/terms.ts';
import { mustReachAll } from '../../actor.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { fieldsIn } from '../../fields/form.ts';
import { day } from '../../fields/moment.ts';
import { readFields } from '../../fields/read.ts';
import { text } from '../../fields/text.ts';
import { permits } from '../../http/access.ts';
import { staffOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import type { PageServices } from '../../module.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { shownVersion } from './terms-pages.ts';
import { documents, type TermsEditions } from './terms-texts.ts';

type Preview = Views['privacy/new-version']['preview'];
type Needs = Pick<PageServices, 'pages'> & {
  editions: TermsEditions;
  terms: Pick<Terms, 'publish' | 'withdrawTerms' | 'earliest' | 'dayProblem'>;
};

const home = '/admin/terms';
const here = 'terms';
const longest = 30_000;
const limit = 1024 * 1024; // both texts, three bytes a character, escaped

const fields = z.object({
  changes: text('改了什么', { max: 500, lines: true }).meta({
    hint: '市民下次登录时先看到这一段，一行一条，说清对他有什么不同。',
  }),
  effectiveOn: day('生效日期'),
  terms: text('用户协议', { max: longest, lines: true }).meta({
    hint: '用 Markdown 写：## 小标题，- 列表。{contact} 会换成客服电话和邮箱。',
  }),
  privacy: text('隐私政策', { max: longest, lines: true }),
});

/** 协议版本: the version in force, the next one, and its way: written, previewed, published. */
export function createTermsAdminPages({ pages, editions, terms }: Needs): Route[] {
  async function list(ctx: Context) {
    const { now, next, all } = await editions.standing();
    const mayPublish = permits(may('publish and withdraw terms'), staffOf(ctx));
    const versions = all.map((each) => shownVersion(each, now));
    pages.show(
      ctx,
      'privacy/versions',
      { versions, mayPublish, hasNext: next !== undefined },
      { title: '协议版本', here },
    );
  }

  /** Begins with the product's proposal, or with the newest texts, which are changed more often than rewritten. */
  async function write(ctx: Context) {
    const { next, now } = await editions.standing();
    if (next !== undefined) return seeOther(ctx, home);
    const proposed = await editions.proposed(now);
    const texts = proposed ?? { terms: now.terms, privacy: now.privacy };
    show(ctx, { ...texts, effectiveOn: terms.earliest() }, {}, { isProposed: proposed !== undefined });
  }

  function show(
    ctx: Context,
    values: Form,
    problems: Problems = {},
    { preview, isProposed = false }: { preview?: Preview; isProposed?: boolean } = {},
  ) {
    const title = preview === undefined ? '起草新版本' : '预览新版本';
    pages.show(
      ctx,
      'privacy/new-version',
      { fields: fieldsIn(fields.shape), values, preview, isProposed },
      { title, here, problems },
    );
  }

  async function take(ctx: Context, given: Form) {
    mustReachAll(staffOf(ctx));
    if (given.again === '1') return show(ctx, given);
    const read = readFields(fields, given);
    if ('problems' in read) return show(ctx, given, read.problems);
    const problem = terms.dayProblem(read.values.effectiveOn);
    if (problem !== undefined) return show(ctx, given, { effectiveOn: problem });
    if (given.publish !== '1') {
      const preview = (['terms', 'privacy'] as const).map(async (key) => {
        return { key, title: documents[key], html: await editions.html(read.values[key]) };
      });
      return show(ctx, { ...given, effectiveOn: read.values.effectiveOn }, {}, { preview: await Promise.all(preview) });
    }
    try {
      const published = await terms.publish(staffOf(ctx), read.values, ctx.state.requestId);
      if ('problems' in published) return show(ctx, given, published.problems);
    } catch (error) {
      // Another editor was faster: the published version is on the page.
      if (!(error instanceof Problem && error.code === 'conflict')) throw error;
    }
    seeOther(ctx, home);
  }

  async function withdraw(ctx: Context) {
    const version = Number(param(ctx, 'version'));
    if (!Number.isSafeInteger(version)) throw notFound(fact('privacy.no_version'));
    await terms.withdrawTerms(staffOf(ctx), version, ctx.state.requestId);
    seeOther(ctx, home);
  }

  return [
    page(home, may('read the terms'), list),
    page(`${home}/new`, may('publish and withdraw terms'), write),
    form(`${home}/new`, may('publish and withdraw terms'), take, { limit }),
    form(`${home}/:version/withdraw`, may('publish and withdraw terms'), withdraw, {
      asks: fact('privacy.ask_withdraw_terms'),
    }),
  ];
}
