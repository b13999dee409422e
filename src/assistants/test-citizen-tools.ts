import { z } from 'zod';
import { testCitizenKindNames, testCitizenKinds } from '../accounts/people/test-citizen-kinds.ts';
import { mostTestCitizens } from '../accounts/people/test-citizens.ts';
import type { Accounts } from '../accounts/service.ts';
import type { Member } from '../actor.ts';
import type { Applications } from '../applications/service.ts';
import { newId } from '../crypto/secrets.ts';
import { notFound } from '../errors.ts';
import type { Worker } from './assistant-token.ts';
import type { TestConsents } from './consents.ts';
import { fact } from './facts.ts';
import { type OwnSandbox, type Tool, tool } from './tool.ts';

export type TestCitizenToolNeeds = {
  applications: Pick<Applications, 'addTestCitizen' | 'resetTestCitizen' | 'deleteTestCitizen' | 'shownPasswords'>;
  accounts: Pick<Accounts, 'testCitizens'>;
  testConsents: Pick<TestConsents, 'withdraw'>;
};

const clientId = z.string().max(64).describe('沙箱应用的 AK（client_id）');
const username = z.string().max(64).describe('测试市民的用户名（username），例如 test-1a2b3c4d');

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
        title: '新建测试市民',
        description: `为沙箱新建一位测试市民（最多 ${mostTestCitizens} 位），只能登录沙箱应用。kind 选哪一种，用来试网站能不能承受。回答里的 made 是新的一位，test_citizens 是全部；密码只在还能看的时候给出。`,
        input: z.object({
          kind: z
            .enum(testCitizenKindNames)
            .default('adult')
            .describe(testCitizenKindNames.map((name) => `${name}：${testCitizenKinds[name].title}`).join('；')),
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
        title: '重设测试市民的密码',
        description: '给测试市民一个新密码，原来的登录立即结束。密码忘了或不再显示时用。',
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
        title: '删除测试市民',
        description: '删除一位测试市民：登录立即结束，用户名不再使用。可以用来试网站怎样对待注销的账号。',
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
        title: '测试市民取消授权',
        description:
          '像市民在账号中心那样，取消测试市民对这个沙箱应用的授权：令牌立即失效，登记的退出通知地址收到通知，下一次登录再问是否同意。withdrawn 为 false 是本来没有授权。',
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
