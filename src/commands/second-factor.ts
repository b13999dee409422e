import { createSecondFactor } from '../console/second-factor.ts';
import { notFound } from '../errors.ts';
import { actor, type Command, must, string } from './command.ts';

/** For staff who have lost the phone and the recovery codes: at the next sign-in the second factor is set up anew. */
export const secondFactorCommands: Record<string, Command> = {
  'account reset-second-factor': {
    options: { reason: string },
    positionals: ['PHONE_OR_USERNAME'],
    work: async (services, values, [typed = '']) => {
      const reason = must(values, 'reason');
      const account = await services.accounts.findByIdentifier(typed);
      if (account === undefined) throw notFound('没有找到这个账号');
      await createSecondFactor({ ...services, seal: services.keys.seal }).reset(actor, account.id, reason);
      return { document: { id: account.id }, text: `${account.id}  second factor reset` };
    },
  },
};
