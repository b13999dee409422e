import type { Member } from '../../actor.ts';
import { asMember } from '../../institutions/institution/membership.ts';
import { mayManage } from '../aksk/rights.ts';
import * as secrets from '../aksk/store.ts';
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

/** The account's newest sandbox, with all settings that its program needs: for pages that fill it in. */
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
  /** Its page of the back office; `…/secrets`, `…/calls` stand below. */
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
    /** The newest that works and that this person opened and may still manage; undefined where there is none. */
    async sandboxOfPerson(accountId: string): Promise<OwnSandbox | undefined> {
      const [opened, actors] = await Promise.all([sandboxes.openedBy(db, accountId, 20), actorsOf(accountId)]);
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
  };
}
