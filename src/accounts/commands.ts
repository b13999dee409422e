import { actor, type Commands, one, secret, text, withoutUndefined } from '../command.ts';
import { fact } from './facts.ts';
import { roleCommands } from './role-commands.ts';
import type { Accounts } from './service.ts';

export const commands: Commands<{ accounts: Accounts }> = {
  'account create': {
    help: 'Makes an account, or with --count many of them for a test.',
    example: 'account create --phone 13800000000 --name 溪边人家',
    options: {
      username: text('user name'),
      phone: text('mobile number'),
      email: text('e-mail address'),
      name: text('nickname'),
      region: text('code of the region'),
      'password-file': text('a file that holds the password, - for the standard input; without one, log in by code'),
      role: text('a role in the back office'),
      count: text('so many accounts with numbered user names'),
    },
    positionals: [],
    work: async ({ accounts }, values) => {
      const input = {
        ...withoutUndefined({
          password: await secret(values, 'password-file'),
          role: one(values, 'role'),
          username: one(values, 'username'),
          phone: one(values, 'phone'),
          email: one(values, 'email'),
          name: one(values, 'name'),
          region: one(values, 'region'),
        }),
      };
      const count = one(values, 'count');
      if (count !== undefined) {
        const made = await accounts.createMany(actor, { ...input, count: Number(count) });
        return { document: made, text: (say) => say(fact('accounts.made', { count: made.length })) };
      }
      const account = await accounts.create(actor, input);
      return {
        document: { id: account.id, username: account.username ?? null },
        text: `${account.id}  ${account.username ?? ''}`,
      };
    },
  },
  ...roleCommands,
};
