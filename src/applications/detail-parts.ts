import { testCitizenKindNames, testCitizenKinds } from '../accounts/people/test-citizen-kinds.ts';
import { mostTestCitizens } from '../accounts/people/test-citizens.ts';
import { memberOf, worksOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Application } from './aksk/application.ts';
import { frameworks } from './aksk/frameworks.ts';
import { abilityList, presentedSecrets } from './aksk/presented.ts';
import { mayManage, mayOwn } from './aksk/rights.ts';
import { simulatedAnswers } from './aksk/simulation.ts';
import type { DetailNeeds } from './detail-needs.ts';
import { changeOf } from './letters/changes.ts';
import { presentedCalls } from './log/presented.ts';
import { securityData, securityForm } from './protocol/security-form.ts';

/** Lines of the log and of the history on the page at once; older ones are a link away. */
const mostCalls = 10;
const mostChanges = 5;

export const pathOf = ({ clientId }: Pick<Application, 'clientId'>) =>
  `/console/applications/${encodeURIComponent(clientId)}`;

/** The sections of the page of an AK, each with its own data, and its own form where something may be set. */
export function createParts(needs: DetailNeeds) {
  const { applications, accounts, integrationLog, names, membersOf, clock, auditWords } = needs;
  const places = needs.cursors.byNumber('application history');

  /** Who made which SK, by the moment in which it was made. */
  async function makers(ctx: Context, { clientId }: Application): Promise<Map<number, string>> {
    const { events } = await applications.history(memberOf(ctx), clientId, undefined, 200);
    const made = events.filter(({ verb, actorKind }) => /\.(draw_sk|rotate)$/.test(verb) && actorKind === 'member');
    const found = await names(made.flatMap(({ actorId }) => actorId ?? []));
    return new Map(made.map(({ at, actorId = '' }) => [at.getTime(), found.get(actorId) ?? '']));
  }

  return {
    /** 密钥 (R33): the maker of an SK reads it here until they press 我已保存, for a day at most. */
    async keys(ctx: Context, application: Application) {
      const [live, by, shown] = await Promise.all([
        applications.secrets(application.clientId),
        makers(ctx, application),
        applications.shownSecret(memberOf(ctx), application),
      ]);
      const secrets = presentedSecrets(live, by);
      return { secrets, shown, current: secrets.find(({ endsAt }) => endsAt === undefined) };
    },

    /** 地址 and 安全: the settings in force, as their forms hold them. */
    async settings(application: Application) {
      const { clientId, name, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, sandbox } = application;
      const waivers = await applications.waivers(clientId);
      const [protection, ...leaving] = securityForm(application).groups;
      return {
        addresses: { redirectUris, postLogoutRedirectUris, backchannelLogoutUri, waivers },
        groups: { protection: protection ? [protection] : [], leaving },
        security: summaryOf(application),
        advice: adviceOf(application),
        known: {
          ...securityData(application),
          ...(sandbox && { name, redirectUris: redirectUris.join('\n') }),
        },
      };
    },

    /** 测试市民 (R27): those of the owner of a sandbox, for those who work in it. */
    async citizens(ctx: Context, application: Application) {
      const actor = memberOf(ctx);
      if (!application.sandbox || !mayManage(actor, application)) return undefined;
      const own = await accounts.testCitizens(actor, actor.institutionId);
      const passwords = await applications.shownPasswords(
        actor,
        own.map(({ id }) => id),
      );
      return {
        list: own.map((citizen) => ({ ...citizen, shown: passwords.get(citizen.id) })),
        mayAdd: own.length < mostTestCitizens,
        most: mostTestCitizens,
        // One that is deleted comes by its button, once it was used.
        kinds: testCitizenKindNames
          .filter((name) => name !== 'deleted')
          .map((name) => ({ name, title: testCitizenKinds[name].title })),
        place: worksOf(ctx).self?.institutionId === application.institutionId ? 'self' : 'institution',
      };
    },

    /** 演练错误的回答, of a sandbox: the answers, and the one that waits. */
    simulation({ sandbox, simulated }: Application) {
      if (!sandbox) return undefined;
      const waits = simulated !== undefined && simulated.until > clock.now() ? simulated : undefined;
      return {
        answers: Object.entries(simulatedAnswers).map(([name, { title }]) => ({ name, title })),
        waiting: waits && { title: simulatedAnswers[waits.answer].title, until: waits.until },
      };
    },

    /** 能力, and 接管 (R43). */
    async abilities(ctx: Context, application: Application) {
      const isAllowed = await applications.mayTakeOver(application.clientId);
      return {
        scopes: abilityList(application),
        takeOver: application.apiScope.split(' ').includes('resource:write') && {
          isAllowed,
          maySet: mayOwn(memberOf(ctx), application),
        },
      };
    },

    /** 调用记录 (R10): calls of programs. */
    async calls(ctx: Context, application: Application) {
      const { clientId } = application;
      const failuresOnly = ctx.query.show === 'failures';
      const cursor = typeof ctx.query.cursor === 'string' ? ctx.query.cursor : undefined;
      const page = await integrationLog.read(memberOf(ctx), clientId, {
        ...{ failuresOnly, limit: mostCalls },
        ...(cursor !== undefined && { cursor }),
      });
      const older =
        page.cursor && new URLSearchParams({ ...(failuresOnly && { show: 'failures' }), cursor: page.cursor });
      return {
        entries: presentedCalls(page.entries, ctx.state.speech),
        failuresOnly,
        isFirst: cursor === undefined,
        older: older && `${pathOf(application)}?${older}#calls`,
      };
    },

    /** 变更历史: changes by people. */
    async changes(ctx: Context, application: Application) {
      const actor = memberOf(ctx);
      const whose = { clientId: application.clientId };
      const before = places.find(whose, ctx.query.before);
      const { events, next } = await applications.history(actor, application.clientId, before, mostChanges);
      const [people, members] = await Promise.all([
        names(events.flatMap(({ actorId, actorKind }) => (actorKind === 'member' && actorId ? [actorId] : []))),
        membersOf(actor.institutionId),
      ]);
      const roles = new Map(members.map(({ accountId, role }) => [accountId, role]));
      const lines = events.map((event) => changeOf(event, auditWords, { names: people, roles, showsStaff: false }));
      const older = next && `${pathOf(application)}?before=${places.write(whose, next)}#history`;
      return { lines, older: older || undefined };
    },

    /** The renewal that has just been made, from the history itself. */
    async renewal(ctx: Context, ak: string) {
      if (ctx.query.done !== 'renew') return undefined;
      const { events } = await applications.history(memberOf(ctx), ak, undefined, 1);
      const [last] = events;
      if (last?.verb !== 'application.renew') return undefined;
      const [from, to] = [Reflect.get(last.details, 'from'), Reflect.get(last.details, 'to')].map((at) => new Date(at));
      return from && to && { from, to, isSame: from.getTime() === to.getTime() };
    },
  };
}

const proofs = { pkce: 'PKCE', pkce_or_nonce: 'PKCE 或 nonce', neither: '两者都不发送' } as const;

/** The protection in force, as a line a setting: a reader need not open the form. */
function summaryOf(of: Application): readonly { name: string; value: string }[] {
  const keys = of.jwksUri ?? (of.jwks === undefined ? undefined : '已登记公钥');
  const proof =
    of.authMethod === 'none' ? '公开应用（没有 SK）' : of.authMethod === 'private_key_jwt' ? '自己的私钥' : 'AK 和 SK';
  const forced = [of.fapi && 'FAPI 2.0', of.requirePar && 'PAR', of.requireSignedRequest && '签名的登录请求'].filter(
    Boolean,
  );
  return [
    { name: '登录的防护', value: proofs[of.loginProof] },
    { name: '应用的认证方式', value: proof },
    ...(keys === undefined ? [] : [{ name: '公钥', value: keys }]),
    ...(forced.length === 0 ? [] : [{ name: '只接受', value: forced.join('、') }]),
    ...(of.framework === undefined ? [] : [{ name: '使用的框架', value: frameworks[of.framework].name }]),
    ...(of.profileInIdToken ? [{ name: 'id_token', value: '也带昵称、头像和邮箱' }] : []),
    ...(of.initiateLoginUri === undefined ? [] : [{ name: '发起登录的地址', value: of.initiateLoginUri }]),
  ];
}

/** The line that turns PKCE on in the framework that was named. */
function adviceOf({ framework, loginProof }: Application) {
  if (framework === undefined || loginProof === 'pkce') return undefined;
  const { name, pkce } = frameworks[framework];
  return pkce === undefined ? undefined : { name, line: pkce };
}
