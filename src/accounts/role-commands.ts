import { actor, type Commands, must, one, type Say, text, withoutUndefined } from '../command.ts';
import { notFound } from '../errors.ts';
import { fact } from './facts.ts';
import type { Accounts } from './service.ts';

/** By id, phone, user name or e-mail. */
async function personNamed(accounts: Accounts, who: string): Promise<string> {
  const found = (await accounts.find(who)) ?? (await accounts.findByIdentifier(who));
  if (found === undefined) throw notFound(fact('accounts.not_found'));
  return found.id;
}

async function locked(accounts: Accounts, id: string) {
  const at = (await accounts.find(id))?.lockedAt?.toISOString() ?? null;
  const state = at === null ? fact('accounts.is_open') : fact('accounts.is_locked', { since: at });
  return { document: { id, locked_at: at }, text: (say: Say) => `${id}  ${say(state)}` };
}

async function answer(accounts: Accounts, id: string) {
  const granted = await accounts.grantedTo(actor, id);
  return {
    document: { id, roles: granted.map(({ role, region }) => ({ role, region: region ?? null })) },
    text: (say: Say) =>
      granted.map(({ role, region }) => (region === undefined ? role : `${role} ${region}`)).join('\n') ||
      say(fact('accounts.no_roles')),
  };
}

/** R05: the staff of the platform and their roles; the first can only be made here. And who may sign in. */
export const roleCommands: Commands<{ accounts: Accounts }> = {
  'account grant': {
    help: 'Gives somebody a role in the back office. The first of them can only be given here.',
    example: 'account grant 13800000000 --role reviewer --region 330000',
    options: {
      role: text('administrator, security, auditor, reviewer, operator, statistics or support (required)'),
      region: text('code of the region to which it is limited; the whole country where it is left out'),
    },
    positionals: ['ACCOUNT'],
    work: async ({ accounts }, values, [who = '']) => {
      const id = await personNamed(accounts, who);
      await accounts.grantRole(actor, id, {
        role: must(values, 'role'),
        ...withoutUndefined({ region: one(values, 'region') }),
      });
      return answer(accounts, id);
    },
  },
  'account revoke': {
    help: 'Takes a role away.',
    example: 'account revoke 13800000000 --role reviewer',
    options: { role: text('the role (required)') },
    positionals: ['ACCOUNT'],
    work: async ({ accounts }, values, [who = '']) => {
      const id = await personNamed(accounts, who);
      await accounts.revokeRole(actor, id, must(values, 'role'));
      return answer(accounts, id);
    },
  },
  'account lock': {
    help: 'Locks an account: it is signed out everywhere and signs in nowhere, whoever it is.',
    example: 'account lock 13800000000 --reason 手机被盗',
    options: { reason: text('why, for the audit (required)') },
    positionals: ['ACCOUNT'],
    work: async ({ accounts }, values, [who = '']) => {
      const id = await personNamed(accounts, who);
      await accounts.lock(actor, id, must(values, 'reason'));
      return locked(accounts, id);
    },
  },
  'account unlock': {
    help: 'Opens an account that is locked, for whatever reason: the way back where nobody of staff can sign in any more.',
    example: 'account unlock 13800000000 --reason 误停用',
    options: { reason: text('why, for the audit (required)') },
    positionals: ['ACCOUNT'],
    work: async ({ accounts }, values, [who = '']) => {
      const id = await personNamed(accounts, who);
      const wasLocked = await accounts.unlock(actor, id, must(values, 'reason'));
      if (wasLocked) return locked(accounts, id);
      return { document: { id, locked_at: null }, text: (say) => `${id}  ${say(fact('accounts.was_open'))}` };
    },
  },
};
