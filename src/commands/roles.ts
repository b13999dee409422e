import { notFound } from '../errors.ts';
import type { Services } from '../services.ts';
import { actor, type Command, given, must, one, string } from './command.ts';

/** By id, phone, user name or e-mail. */
async function personNamed(accounts: Services['accounts'], who: string): Promise<string> {
  const found = (await accounts.find(who)) ?? (await accounts.findByIdentifier(who));
  if (found === undefined) throw notFound('没有找到这个账号');
  return found.id;
}

async function answer(accounts: Services['accounts'], id: string) {
  const granted = await accounts.grantedTo(actor, id);
  return {
    document: { id, roles: granted.map(({ role, region }) => ({ role, region: region ?? null })) },
    text:
      granted.map(({ role, region }) => (region === undefined ? role : `${role} ${region}`)).join('\n') || 'no roles',
  };
}

/** R05: who works for the platform, and as what. The first of them can only be made here. */
export const roleCommands: Record<string, Command> = {
  'account grant': {
    options: { role: string, region: string },
    positionals: ['ACCOUNT'],
    work: async ({ accounts }, values, [who = '']) => {
      const id = await personNamed(accounts, who);
      await accounts.grantRole(actor, id, { role: must(values, 'role'), ...given({ region: one(values, 'region') }) });
      return answer(accounts, id);
    },
  },
  'account revoke': {
    options: { role: string },
    positionals: ['ACCOUNT'],
    work: async ({ accounts }, values, [who = '']) => {
      const id = await personNamed(accounts, who);
      await accounts.revokeRole(actor, id, must(values, 'role'));
      return answer(accounts, id);
    },
  },
};
