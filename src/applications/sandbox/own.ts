import type { Actor, Member } from '../../actor.ts';
import { conflict } from '../../errors.ts';
import { asMember } from '../../institutions/institution/membership.ts';
import { mayManage, mustManage, noSuchApplication } from '../aksk/rights.ts';
import * as secrets from '../aksk/store.ts';
import { fact } from '../facts.ts';
import type { SandboxNeeds } from './sandbox.ts';
import * as sandboxes from './store.ts';

/** The test citizen of a sandbox; the password as long as its maker may read it. */
type OwnTestCitizen = {
  id: string;
  username: string;
  nickname: string;
  phone: string | undefined;
  password: string | undefined;
};

/** The sandbox of an account that 起步 uses, with all settings that its program needs: for pages that fill it in. */
export type OwnSandbox = {
  clientId: string;
  name: string;
  /** 个人开发者 or the name of the institution. */
  institution: string;
  isPersonal: boolean;
  /** The SK until 我已保存, for 24 hours at most; afterwards undefined, and `lastFour` identifies it. */
  secret: string | undefined;
  shownUntil: Date | undefined;
  lastFour: string | undefined;
  testCitizen: OwnTestCitizen | undefined;
  redirectUris: readonly string[];
  expiresAt: Date | undefined;
  /** Its page of the back office: keys, addresses, citizens and calls. */
  path: string;
};

/** The sandboxes of a beginning developer (R27). */
export function createOwnSandbox({ db, clock, shown, accounts, institutions }: SandboxNeeds) {
  /** The actors of an account in sandboxes: itself, and a member of each institution. */
  async function actorsOf(accountId: string): Promise<Member[]> {
    const [self, memberships] = await Promise.all([
      institutions.ofPerson(accountId),
      institutions.membershipsOf(accountId),
    ]);
    return [...(self === undefined ? [] : [self]), ...memberships.map(asMember)];
  }

  return {
    /** The chosen one, else the newest that this person opened; it works and they may still manage it. Undefined where there is none. */
    async sandboxOfPerson(accountId: string): Promise<OwnSandbox | undefined> {
      const [opened, actors] = await Promise.all([sandboxes.ofStart(db, accountId, 20), actorsOf(accountId)]);
      for (const application of opened) {
        const actor = actors.find((each) => mayManage(each, application));
        if (actor === undefined || application.disabledAt !== undefined) continue;
        const { clientId, institutionId } = application;
        const [secret, live, citizens] = await Promise.all([
          shown.secretOf(actor, application),
          secrets.secretsOf(db, clientId, clock.now()),
          accounts.testCitizens(actor, institutionId),
        ]);
        const passwords = await shown.passwordsOf(
          actor,
          citizens.map(({ id }) => id),
        );
        const citizen = citizens.find(({ id }) => passwords.has(id)) ?? citizens[0];
        return {
          clientId,
          name: application.name,
          institution: application.institution,
          isPersonal: institutionId === (await institutions.ofPerson(accountId))?.institutionId,
          secret: secret?.value,
          shownUntil: secret?.until,
          lastFour: live[0]?.lastFour,
          testCitizen: citizen && {
            id: citizen.id,
            username: citizen.username,
            nickname: citizen.nickname,
            phone: citizen.phone,
            password: passwords.get(citizen.id)?.value,
          },
          redirectUris: application.redirectUris,
          expiresAt: application.expiresAt,
          path: `/console/applications/${encodeURIComponent(clientId)}`,
        };
      }
      return undefined;
    },

    /** From now on 起步, the reference and 试一试 use this one for that person. */
    async chooseSandbox(actor: Actor, clientId: string): Promise<void> {
      const found = await secrets.find(db, clientId);
      if (found === undefined || !found.sandbox) throw noSuchApplication(clientId);
      mustManage(actor, found);
      if (found.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_edit'));
      if (actor.kind === 'member') await sandboxes.choose(db, actor.accountId, clientId, clock.now());
    },
  };
}
