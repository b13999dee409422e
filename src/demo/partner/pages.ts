import Koa from 'koa';
import type { Clock } from '../../clock.ts';
import { verifyLogoutToken } from '../../crypto/logout-token.ts';
import { newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import { anyone } from '../../http/access.ts';
import type { Context, Middleware, State } from '../../http/context.ts';
import type { FormTokens } from '../../http/pages/csrf.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, postOfOthers, seeOther } from '../../http/route.ts';
import { allowFormTarget } from '../../http/security-headers.ts';
import { serveRoutes } from '../../http/serve-routes.ts';
import type { Log } from '../../log.ts';
import { fact } from '../facts.ts';
import { createEntryPages } from './entry-pages.ts';
import { whenOf } from './offer.ts';
import type { Person, RelyingParty, Start } from './relying-party.ts';
import * as store from './store.ts';
import { ownPage } from './targets.ts';

type Needs = {
  relyingParty: RelyingParty;
  pages: Pages;
  formTokens: FormTokens;
  outer: readonly Middleware[];
  errors: Middleware;
  issuer: string;
  clientId: string;
  /** Where this site is. */
  origin: string;
  db: Database;
  clock: Clock;
  logo: string;
  log: Log;
};

/** The institution of this site. */
const own = '青溪县文化馆（演示）';
const cookie = 'partner_session';
const labels: Record<string, string> = {
  sub: '账号编号',
  nickname: '昵称',
  phone_number: '手机号',
  age_over_14: '是否满 14 周岁',
  age_over_18: '是否成年',
  age_over_60: '是否满 60 周岁',
};

/** 青溪县文化馆（演示）: a small partner site with the button. It remembers its visitors in memory, as a demo may. */
export function createPartnerSite({
  relyingParty,
  pages,
  formTokens,
  outer,
  errors,
  issuer,
  clientId,
  origin,
  db,
  clock,
  logo,
  log,
}: Needs): Koa<State> {
  const sessions = new Map<string, { start?: Start; person?: Person; notice?: string }>();
  const site = { name: own, logo, home: '/' };
  const cloud = { issuer };

  const sessionOf = (ctx: Context) => {
    const id = ctx.cookies.get(cookie, { signed: false }) ?? '';
    return sessions.get(id);
  };
  const newSession = (ctx: Context) => {
    if (sessions.size > 1000) sessions.clear();
    const id = newToken();
    const session = {};
    sessions.set(id, session);
    ctx.cookies.set(cookie, id, { httpOnly: true, sameSite: 'lax', signed: false });
    return sessions.get(id) ?? session;
  };
  const present = (ctx: Context) => {
    const session = sessionOf(ctx);
    const { person, notice } = session ?? {};
    if (session !== undefined) delete session.notice;
    const user = person && { nickname: person.nickname, sub: person.sub, claims: readable(person) };
    allowFormTarget(ctx, issuer); // 退出 goes on to the Cloud
    return { site, cloud, notice, ...(user && { user }) };
  };
  const personOf = (ctx: Context) => sessionOf(ctx)?.person?.sub;

  async function begin(ctx: Context, target?: string) {
    const { url, start } = await relyingParty.start(target);
    Object.assign(newSession(ctx), { start });
    seeOther(ctx, url);
  }

  /** OpenID Connect Core 4: a visitor comes from the Cloud, to be signed in immediately. `iss` says who sends, and only one may. */
  function enter(ctx: Context, { iss, target_link_uri: target }: Readonly<Record<string, unknown>>) {
    if (iss !== issuer) throw new Problem('bad_request', fact('demo.other_issuer'));
    return begin(ctx, ownPage(typeof target === 'string' ? target : undefined, origin));
  }

  async function showHome(ctx: Context) {
    const next = await store.next(db, { institution: own, now: clock.now(), limit: 5 });
    const soon = next.map((each) => ({
      ...{ title: each.title, href: `/book/${each.externalId}`, when: whenOf(each) ?? '' },
      place: String(each.values.place_name ?? ''),
    }));
    pages.show(ctx, 'demo/home', { ...present(ctx), soon }, { title: '首页' });
  }

  async function finish(ctx: Context) {
    const { start } = sessionOf(ctx) ?? {};
    const session = newSession(ctx); // a new id at login
    if (start === undefined) Object.assign(session, { notice: '登录没有完成，请重新点击登录按钮。' });
    else {
      try {
        Object.assign(session, { person: await relyingParty.finish(new URL(ctx.href), start) });
        return seeOther(ctx, start.target);
      } catch (error) {
        const code = error instanceof Error && 'error' in error ? String(error.error) : undefined;
        if (code === undefined) log.warn({ err: error }, 'demo partner: login');
        Object.assign(session, { notice: noticeFor(code) });
        // The requested page may be read without signing in.
        if (start.target !== '/') return seeOther(ctx, start.target);
      }
    }
    seeOther(ctx, '/sign-in');
  }

  async function logout(ctx: Context) {
    const { person } = sessionOf(ctx) ?? {};
    sessions.delete(ctx.cookies.get(cookie, { signed: false }) ?? '');
    seeOther(ctx, person === undefined ? '/' : await relyingParty.logoutUrl(person.idToken));
  }

  async function hearOfLogout(ctx: Context, { logout_token: token = '' }: Form) {
    const { sub } = await verifyLogoutToken(token, {
      jwksUri: await relyingParty.jwksUri(),
      issuer,
      audience: clientId,
    }).catch((cause: unknown) => {
      throw new Problem('bad_request', fact('demo.bad_logout_token'), { cause });
    });
    for (const [id, { person }] of sessions) if (person?.sub === sub) sessions.delete(id);
    ctx.set('Cache-Control', 'no-store');
    ctx.status = 200;
    ctx.body = '';
  }

  const routes = [
    page('/', anyone, showHome),
    page('/sign-in', anyone, (ctx) =>
      personOf(ctx) === undefined ? pages.show(ctx, 'demo/login', present(ctx), { title: '登录' }) : seeOther(ctx, '/'),
    ),
    page('/login', anyone, (ctx) => begin(ctx, ownPage(String(ctx.query.to ?? ''), origin))),
    page('/enter', anyone, (ctx) => enter(ctx, ctx.query)),
    postOfOthers('/enter', anyone, enter, { limit: 8 * 1024 }),
    ...createEntryPages({ db, clock, pages, origin, own, present, personOf }),
    page('/callback', anyone, finish),
    form('/logout', anyone, logout),
    postOfOthers('/backchannel-logout', anyone, hearOfLogout, { limit: 64 * 1024 }),
  ];

  const koa = new Koa<State>();
  koa.proxy = true;
  for (const middleware of outer) koa.use(middleware);
  koa.use(errors);
  serveRoutes(koa, routes, { guard: async () => true, formTokens });
  return koa;
}

const readable = ({ sub, claims }: Person): [string, string][] =>
  Object.entries({ sub, ...claims }).flatMap(([name, value]) => {
    const label = labels[name];
    return label === undefined
      ? []
      : [[label, typeof value === 'boolean' ? (value ? '是' : '否') : String(value)] as [string, string]];
  });

function noticeFor(code: string | undefined): string {
  if (code === 'access_denied') return '您没有同意授权，已返回青溪县文化馆（演示）。';
  if (code === 'unauthorized_client') return '本站与国家公共文化云的对接已到期，请稍后再试。';
  return '登录没有完成，请重新点击登录按钮。';
}
