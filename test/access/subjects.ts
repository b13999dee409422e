import type { Role } from '../../src/actor.ts';
import { apiScopes } from '../../src/applications/aksk/scopes.ts';
import { createPartnerProgram, createProgram } from '../support/api.ts';
import { createCitizen, createClient, password, type TestApp } from '../support/app.ts';
import { createBrowser, formOf, post, type TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createNewcomer, createStaff, signInToConsole } from '../support/console.ts';

/** All subjects at a door, by their names in the table. */
export const names = [
  'anonymous',
  'citizen',
  'stale citizen',
  'newcomer',
  'owner',
  'agent',
  'developer',
  'limited developer',
  'reporter',
  'reader',
  'stale owner',
  'uncertified owner',
  'other owner',
  'owner without a second factor',
  'administrator',
  'security',
  'auditor',
  'reviewer',
  'operator',
  'statistics',
  'support',
  'regulator',
  'stale staff',
  'staff without a second factor',
  'partner',
  'partner with all scopes',
  'review program',
  'applications program',
  'audit program',
  'assistant',
] as const;

export type Name = (typeof names)[number];

export type Subject = {
  name: Name;
  browser: TestBrowser;
  /** A token for the forms of this browser. */
  csrf: string;
  /** Of a program: its token in place of cookies. */
  bearer?: string;
  person?: Colleague;
};

/** All of them, each signed in as far as it can be; A is the institution of the owner, a new one where none is given. */
export async function createSubjects(
  at: TestApp,
  { institution }: { institution?: string } = {},
): Promise<{ subjects: Subject[]; institutionId: string; ak: string }> {
  const owner = await createMember(at, institution === undefined ? {} : { institutionId: institution });
  const { institutionId } = owner;
  const client = await createClient(at, { name: '青溪文化云' }, { institutionId });
  const second = await createClient(at, { name: '青溪讲座' }, { institutionId });
  const subjects: Subject[] = [];

  async function add(name: Name, browser: TestBrowser, more: Pick<Subject, 'bearer' | 'person'> = {}): Promise<void> {
    const { fields } = formOf((await browser.walk('/account/recover')).text);
    subjects.push({ name, browser, csrf: fields.csrf ?? '', ...more });
  }
  const signedIn = async (name: Name, person: Colleague, secondFactor = true) =>
    add(name, await signInToConsole(at, person, { secondFactor }), { person });
  const stale = (person: Colleague) =>
    at.database.db.run(
      `update console_sessions set second_factor_at = second_factor_at - interval '31 minutes' where account_id = $1`,
      [person.accountId],
    );

  await add('anonymous', createBrowser(at.origin));
  for (const name of ['stale citizen', 'citizen'] as const) {
    const { id } = await createCitizen(at, name.replace(' ', '-'));
    const browser = createBrowser(at.origin);
    await browser.submit(await browser.walk('/account'), { username: name.replace(' ', '-'), password, agree: '1' });
    if (name === 'stale citizen')
      await at.database.db.run(
        `update oidc_tokens set payload = jsonb_set(payload::jsonb, '{loginTs}', to_jsonb((payload->>'loginTs')::int - 660))::json
         where account_id = $1 and payload->>'loginTs' is not null`,
        [id],
      );
    // Sessions from before the account are dead; so it is made older.
    await at.database.db.run(
      `update accounts set sessions_valid_from = sessions_valid_from - interval '12 minutes' where id = $1`,
      [id],
    );
    await add(name, browser);
  }

  await signedIn('newcomer', await createNewcomer(at), false);
  await signedIn('owner', owner);
  for (const role of ['agent', 'developer', 'reporter', 'reader'] as const)
    await signedIn(role, await createMember(at, { institutionId, role }), false);
  const applications = [second.clientId];
  await signedIn(
    'limited developer',
    await createMember(at, { institutionId, role: 'developer', applications }),
    false,
  );
  const staleOwner = await createMember(at, { institutionId });
  await signedIn('stale owner', staleOwner);
  await stale(staleOwner);
  await signedIn('uncertified owner', await createMember(at, { certified: false }), false);
  await signedIn('other owner', await createMember(at));
  await signedIn('owner without a second factor', await createMember(at), false);

  const roles = [
    'administrator',
    'security',
    'auditor',
    'reviewer',
    'operator',
    'statistics',
    'support',
    'regulator',
  ] as const satisfies readonly Role[];
  for (const role of roles) await signedIn(role, await createStaff(at, [role]));
  const staleStaff = await createStaff(at, roles);
  await signedIn('stale staff', staleStaff);
  await stale(staleStaff);
  await signedIn('staff without a second factor', await createStaff(at, roles), false);

  const { body } = await post(at.origin, '/oidc/token', client, { grant_type: 'client_credentials' });
  await add('partner', createBrowser(at.origin), { bearer: String(body.access_token) });
  const { value: whole } = await createPartnerProgram(at, Object.keys(apiScopes).join(' '), { institutionId });
  await add('partner with all scopes', createBrowser(at.origin), { bearer: whole });
  for (const [name, role, scope] of [
    ['review program', 'reviewer', 'admin:review'],
    ['applications program', 'operator', 'admin:applications'],
    ['audit program', 'auditor', 'admin:audit'],
  ] as const) {
    const { value } = await createProgram(at, [role], [scope]);
    await add(name, createBrowser(at.origin), { bearer: value });
  }
  const { value: assistant } = await at.app.assistantTokens.mint(owner.accountId, undefined, { name: '编辑器' });
  await add('assistant', createBrowser(at.origin), { bearer: assistant });
  return { subjects, institutionId, ak: client.clientId };
}
