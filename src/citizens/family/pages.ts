import { agreedVersion } from '../../accounts/account/account.ts';
import type { Login } from '../../accounts/account/login-store.ts';
import type { Accounts } from '../../accounts/service.ts';
import { after, type Clock, days, yearOf } from '../../clock.ts';
import { notFound, type Problems } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { firstCharacter } from '../../fields/text.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { describeDevice } from '../../http/requests/device.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { may } from '../policies.ts';
import type { Exports } from '../privacy/exports.ts';
import { sizeOf } from '../privacy/pages.ts';
import { handoverDay, isChildsHour, mostChildren } from './child.ts';
import { fact } from './facts.ts';
import type { Handovers } from './handovers.ts';
import type { Family, OwnChild } from './service.ts';
import type { Care, Consent } from './store.ts';
import type { Question, ShownChild } from './views.ts';

type Needs = Pick<PageServices, 'pages' | 'grants' | 'withdraw' | 'clientNames' | 'sessions'> & {
  accounts: Pick<Accounts, 'find' | 'loginsOf' | 'terms' | 'typedPassword' | 'keptPassword'>;
  family: Family;
  clock: Clock;
  handovers: Pick<Handovers, 'waiting'>;
  exports: Pick<Exports, 'ask' | 'list' | 'isDoneToday' | 'open'>;
};

const home = '/account/family';
const here = 'family';
const [fewLogins, mostLogins] = [10, 200];

/** C12 家庭账号: a guardian adds a child, says where it may go, and sees where it went. */
export function createFamilyPages(needs: Needs): Route[] {
  const { pages, clock, sessions, grants, withdraw, clientNames, accounts, family, handovers, exports } = needs;
  const namesFor = (children: readonly OwnChild[]) =>
    clientNames(children.flatMap(({ platforms }) => platforms.map(({ clientId }) => clientId)));

  async function guardianIn(ctx: Context) {
    const guardian = await accounts.find(personOf(ctx).accountId);
    if (guardian === undefined) throw notFound(fact('family.no_child'));
    return guardian;
  }

  const ownOf = async (ctx: Context) =>
    (await grants(personOf(ctx).accountId)).map(({ clientId, client }) => ({ clientId, name: client.name }));

  const shown = ({ id, nickname, birthYear, platforms, closingAt, ...child }: OwnChild, terms: number): ShownChild => ({
    hasNewTerms: closingAt === undefined && agreedVersion(child) < terms,
    isOfAge: closingAt === undefined && yearOf(clock.now()) >= birthYear + 14,
    ...{ id, nickname, birthYear, first: firstCharacter(nickname), isClosing: closingAt !== undefined },
    count: platforms.filter(({ allowedAt }) => allowedAt !== undefined).length,
  });

  const questionsOf = (
    { id, nickname, platforms }: OwnChild,
    names: Map<string, string>,
    { say }: Speech,
  ): Question[] =>
    platforms
      .filter(({ allowedAt }) => allowedAt === undefined)
      .map(({ clientId, askedAt }) => ({
        childId: id,
        nickname,
        clientId,
        name: names.get(clientId) ?? say(fact('family.gone')),
        at: askedAt,
      }));

  async function list(ctx: Context) {
    const guardian = await guardianIn(ctx);
    const children = await family.list(guardian.id);
    const names = await namesFor(children);
    const waiting = await handovers.waiting(guardian.id);
    const obstacle = family.obstacle(guardian);
    const terms = await accounts.terms.inForce();
    const data = {
      children: children.map((child) => shown(child, terms)),
      waiting: waiting.map(({ childId, nickname }) => ({ id: childId, nickname, first: firstCharacter(nickname) })),
      questions: children.flatMap((child) => questionsOf(child, names, ctx.state.speech)),
      obstacle: obstacle && ctx.state.speech.say(obstacle),
      mayAdd: obstacle === undefined && children.length < mostChildren,
    };
    pages.show(ctx, 'family/list', data, { here });
  }

  async function showNew(ctx: Context, values: Form = {}, problems: Problems = {}) {
    const obstacle = family.obstacle(await guardianIn(ctx));
    if (obstacle !== undefined) return seeOther(ctx, home);
    const own = (await ownOf(ctx)).map((platform) => ({
      ...platform,
      isChosen: values[`at_${platform.clientId}`] === '1',
    }));
    const { password: _, kept: __, ...shown } = values;
    const binding = personOf(ctx).accountId;
    const data = {
      ...{ values: shown, own, ticked: { guardian: values.guardian === '1', agreed: values.agreed === '1' } },
      kept: accounts.keptPassword(accounts.typedPassword(values, binding), problems.password, binding),
    };
    return pages.show(ctx, 'family/new', data, { here, problems });
  }

  async function add(ctx: Context, given: Form) {
    const guardian = await guardianIn(ctx);
    const own = (await ownOf(ctx)).map(({ clientId }) => clientId);
    const made = await family.add(guardian, {
      form: { ...given, password: accounts.typedPassword(given, guardian.id) },
      isGuardian: given.guardian === '1',
      agreed: given.agreed === '1',
      platforms: Object.keys(given).flatMap((name) =>
        name.startsWith('at_') && given[name] === '1' ? [name.slice(3)] : [],
      ),
      own,
      requestId: ctx.state.requestId,
    });
    if ('problems' in made) return showNew(ctx, given, made.problems);
    await family.setCalled(guardian.id, made.id, given.called ?? '');
    return seeOther(ctx, `${home}/${made.id}?done=added`);
  }

  const childIn = (ctx: Context) => family.mustFind(personOf(ctx).accountId, param(ctx, 'child'));

  const actOf = ({ act, clientId }: Consent, child: string, names: Map<string, string>, { say }: Speech): string =>
    say(fact('family.act', { act, child, platform: (clientId && names.get(clientId)) ?? say(fact('family.gone')) }));

  async function show(ctx: Context, problems: Problems = {}) {
    const child = await childIn(ctx);
    const [own, given, logins, consents, made, isDoneToday, care] = await Promise.all([
      ownOf(ctx),
      grants(child.id),
      accounts.loginsOf(child.id, { limit: mostLogins }),
      family.consentsOf(personOf(ctx).accountId, child.id),
      exports.list(child.id),
      exports.isDoneToday(child.id),
      family.care(child.id),
    ]);
    const clientIds = [...child.platforms, ...logins, ...consents].flatMap(({ clientId }) => clientId ?? []);
    const names = await clientNames([...new Set(clientIds)]);
    const { say } = ctx.state.speech;
    const title = say(fact('family.child', { child: child.nickname }));
    const data = {
      child: {
        ...shown(child, await accounts.terms.inForce()),
        username: child.username,
        ownDay: handoverDay(child.birthYear),
      },
      questions: questionsOf(child, names, ctx.state.speech),
      platforms: child.platforms
        .filter(({ allowedAt }) => allowedAt !== undefined)
        .map(({ clientId, allowedAt }) => ({
          ...{ clientId, at: allowedAt, name: names.get(clientId) ?? say(fact('family.gone')) },
          received: given.find((grant) => grant.clientId === clientId)?.scopes ?? [],
        })),
      addable: own.filter(({ clientId }) => !child.platforms.some((platform) => platform.clientId === clientId)),
      ...loginsShown(logins, care, names, ctx.query.logins === 'all'),
      called: care.called,
      consents: consents.map((consent) => ({
        ...{ at: consent.at, version: consent.textVersion },
        sentence: actOf(consent, child.nickname, names, ctx.state.speech),
      })),
      exports: made.map(({ id, askedAt, state, size }) => ({
        ...{ id, at: askedAt, isReady: state === 'ready', size: sizeOf(size) },
      })),
      mayExport: !isDoneToday,
      done: String(ctx.query.done ?? ''),
    };
    pages.show(ctx, 'family/child', data, { title, here, problems });
  }

  /** When and where the child signed in, and the newest login on a device that its guardian has not looked at. */
  function loginsShown(logins: readonly Login[], { seenAt }: Care, names: Map<string, string>, all: boolean) {
    const week = logins.filter(({ at, succeeded }) => succeeded && at > after(clock.now(), -days(7)));
    const shownLogins = logins.map(({ at, method, succeeded, isNewDevice, device, clientId }) => {
      const state = succeeded ? ('in' as const) : isChildsHour(at) ? ('out' as const) : ('late' as const);
      const isNew = isNewDevice && (seenAt === undefined || at > seenAt);
      return { at, method, device, state, isNew, client: clientId === undefined ? undefined : names.get(clientId) };
    });
    return {
      week: { times: week.length, platforms: new Set(week.map(({ clientId }) => clientId)).size },
      newDevice: shownLogins.find(({ isNew }) => isNew),
      logins: shownLogins.slice(0, all ? mostLogins : fewLogins),
      hasMore: !all && logins.length > fewLogins,
    };
  }

  /** 是孩子, or 不是，马上退出: the platforms are told, and another password comes first. */
  async function aboutDevice(ctx: Context, { answer }: Form) {
    const { accountId } = personOf(ctx);
    const id = param(ctx, 'child');
    if (answer !== 'no') {
      await family.recognise(accountId, id);
      return seeOther(ctx, `${home}/${id}?done=recognised`);
    }
    await family.signOut(accountId, id, ctx.state.requestId);
    await sessions.endAll(id, ctx.state.requestId);
    return seeOther(ctx, `${home}/${id}?done=out#change`);
  }

  async function setCalled(ctx: Context, { called = '' }: Form) {
    const id = param(ctx, 'child');
    await family.setCalled(personOf(ctx).accountId, id, called);
    seeOther(ctx, `${home}/${id}?done=called`);
  }

  async function decide(ctx: Context, { platform = '', answer }: Form) {
    const { accountId } = personOf(ctx);
    const { requestId } = ctx.state;
    const id = param(ctx, 'child');
    const own = (await ownOf(ctx)).map(({ clientId }) => clientId);
    const said = answer === 'allow' || answer === 'withdraw' ? answer : 'refuse';
    await family.decide(accountId, id, { clientId: platform, answer: said, own, requestId });
    // Earlier consents end with it, tokens as well; the platform is notified.
    if (said !== 'allow') await withdraw(id, platform, requestId);
    seeOther(ctx, `${home}/${id}?done=${said}`);
  }

  async function showTerms(ctx: Context) {
    const { child, changed } = await family.termsFor(personOf(ctx).accountId, param(ctx, 'child'));
    if (changed === undefined) return seeOther(ctx, `${home}/${child.id}`);
    const title = ctx.state.speech.say(fact('family.terms_title', { child: child.nickname }));
    return pages.show(ctx, 'family/terms', { child, ...changed }, { title, here });
  }

  async function agreeToTerms(ctx: Context, { version }: Form) {
    const id = param(ctx, 'child');
    const done = await family.agreeToTerms(personOf(ctx).accountId, id, Number(version), ctx.state.requestId);
    return done ? seeOther(ctx, `${home}/${id}?done=terms`) : showTerms(ctx);
  }

  async function setPassword(ctx: Context, given: Form) {
    const id = param(ctx, 'child');
    const refused = await family.setPassword(personOf(ctx).accountId, id, given, ctx.state.requestId);
    if (refused !== undefined) return show(ctx, refused.problems);
    return seeOther(ctx, `${home}/${id}?done=password`);
  }

  /** 个人信息保护法 31, 45: a guardian may have a copy of a child's data. */
  async function makeExport(ctx: Context) {
    const { id } = await childIn(ctx);
    if (!(await exports.isDoneToday(id))) await exports.ask(id, ctx.state.requestId, personOf(ctx).accountId);
    seeOther(ctx, `${home}/${id}`);
  }

  async function download(ctx: Context) {
    const [{ id }, { accountId }] = [await childIn(ctx), personOf(ctx)];
    const { name, size, bytes } = await exports.open(id, param(ctx, 'id'), ctx.state.requestId, accountId);
    ctx.type = 'application/zip';
    ctx.length = size;
    ctx.set('Content-Disposition', `attachment; filename="${name}"`);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = bytes;
  }

  async function end(ctx: Context) {
    const id = param(ctx, 'child');
    const asked = { device: describeDevice(ctx.get('user-agent')), requestId: ctx.state.requestId };
    await family.end(personOf(ctx).accountId, id, asked);
    seeOther(ctx, `${home}/${id}?done=ended`);
  }

  async function keep(ctx: Context) {
    const id = param(ctx, 'child');
    await family.keep(personOf(ctx).accountId, id, ctx.state.requestId);
    seeOther(ctx, `${home}/${id}?done=kept`);
  }

  return [
    page(home, may('see the accounts of children'), list),
    page(`${home}/new`, may('decide for a child'), (ctx) => showNew(ctx)),
    form(`${home}/new`, may('decide for a child'), add),
    page(`${home}/:child`, may('see the accounts of children'), (ctx) => show(ctx)),
    form(`${home}/:child/exports`, may('decide for a child'), makeExport),
    page(`${home}/:child/exports/:id`, may('decide for a child'), download),
    form(`${home}/:child/device`, may('decide for a child'), aboutDevice),
    form(`${home}/:child/called`, may('decide for a child'), setCalled),
    form(`${home}/:child/platforms`, may('decide for a child'), decide),
    page(`${home}/:child/terms`, may('see the accounts of children'), showTerms),
    form(`${home}/:child/terms`, may('decide for a child'), agreeToTerms),
    form(`${home}/:child/password`, may('decide for a child'), setPassword),
    form(`${home}/:child/end`, may('decide for a child'), end),
    form(`${home}/:child/keep`, may('decide for a child'), keep),
  ];
}
