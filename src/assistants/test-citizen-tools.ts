import { z } from 'zod';
import { testCitizenKindNames, testCitizenKinds } from '../accounts/people/test-citizen-kinds.ts';
import { mostTestCitizens } from '../accounts/people/test-citizens.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Member } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { newId } from '../crypto/secrets.ts';
import { notFound } from '../errors.ts';
import { written } from '../fact.ts';
import type { Worker } from './assistant-token.ts';
import type { TestConsents } from './consents.ts';
import { choicesOf, fact } from './facts.ts';
import { type OwnSandbox, type Tool, tool } from './tool.ts';

export type TestCitizenToolNeeds = {
  applications: Pick<Applications, 'addTestCitizen' | 'resetTestCitizen' | 'deleteTestCitizen' | 'shownPasswords'>;
  accounts: Pick<Accounts, 'testCitizens'>;
  testConsents: Pick<TestConsents, 'withdraw'>;
};

const clientId = z
  .string()
  .max(64)
  .describe(written(fact('assistants.input_sandbox')));
const username = z
  .string()
  .max(64)
  .describe(written(fact('assistants.input_username')));

/** Test citizens as an assistant sees them: passwords only while their maker may still read them. */
export function createTestCitizens({
  applications,
  accounts,
  testConsents,
  ownSandbox,
}: TestCitizenToolNeeds & { ownSandbox: OwnSandbox }) {
  async function list(member: Member) {
    const citizens = await accounts.testCitizens(member, member.institutionId);
    const passwords = await applications.shownPasswords(
      member,
      citizens.map(({ id }) => id),
    );
    return citizens.map(({ id, username: name, nickname, phone }) => ({
      ...{ username: name, nickname, phone: phone ?? null },
      password: passwords.get(id)?.value ?? null,
    }));
  }

  /** In test citizens of the worker, by the name with which they sign in. */
  async function mine({ member }: Worker, named: string): Promise<{ member: Member; id: string }> {
    const known = member === undefined ? [] : await accounts.testCitizens(member, member.institutionId);
    const found = known.find((each) => each.username === named);
    if (member === undefined || found === undefined) throw notFound(fact('assistants.no_test_citizen', { named }));
    return { member, id: found.id };
  }

  const tools: Tool[] = [
    tool(
      {
        name: 'add_test_citizen',
        title: fact('assistants.tool_add_test_citizen'),
        description: fact('assistants.tool_add_test_citizen_does', { most: mostTestCitizens }),
        input: z.object({
          kind: z
            .enum(testCitizenKindNames)
            .default('adult')
            .describe(written(choicesOf(testCitizenKindNames.map((name) => [name, testCitizenKinds[name].title])))),
        }),
        isReading: false,
      },
      async ({ member }, given) => {
        if (member === undefined) throw notFound(fact('assistants.sandbox_first'));
        const made = await applications.addTestCitizen(member, member.institutionId, given.kind);
        return {
          made: { kind: given.kind, username: made.username, nickname: made.nickname, password: made.password },
          test_citizens: await list(member),
        };
      },
    ),
    tool(
      {
        name: 'reset_test_citizen',
        title: fact('assistants.tool_reset_test_citizen'),
        description: fact('assistants.tool_reset_test_citizen_does'),
        input: z.object({ username }),
        isReading: false,
      },
      async (worker, given) => {
        const { member, id } = await mine(worker, given.username);
        const made = await applications.resetTestCitizen(member, member.institutionId, id);
        return { username: made.username, password: made.password };
      },
    ),
    tool(
      {
        name: 'delete_test_citizen',
        title: fact('assistants.tool_delete_test_citizen'),
        description: fact('assistants.tool_delete_test_citizen_does'),
        input: z.object({ username }),
        isReading: false,
      },
      async (worker, given) => {
        const { member, id } = await mine(worker, given.username);
        await applications.deleteTestCitizen(member, member.institutionId, id);
        return { test_citizens: await list(member) };
      },
    ),
    tool(
      {
        name: 'withdraw_consent',
        title: fact('assistants.tool_withdraw_consent'),
        description: fact('assistants.tool_withdraw_consent_does'),
        input: z.object({ client_id: clientId, username }),
        isReading: false,
      },
      async (worker, given) => {
        const { application } = await ownSandbox(worker, given.client_id);
        const { id } = await mine(worker, given.username);
        return { withdrawn: await testConsents.withdraw(id, application.clientId, newId()) };
      },
    ),
  ];

  return { list, tools };
}
