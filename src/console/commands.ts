import { fact as accountFact } from '../accounts/facts.ts';
import type { Accounts } from '../accounts/service.ts';
import { actor, type Commands, must, text } from '../command.ts';
import { notFound } from '../errors.ts';
import { fact } from './facts.ts';
import type { SecondFactor } from './second-factor/second-factor.ts';

type On = {
  accounts: Pick<Accounts, 'findByIdentifier'>;
  secondFactor: Pick<SecondFactor, 'reset' | 'newEnrolmentCode'>;
};

export const commands: Commands<On> = {
  'account enrolment-code': {
    help: 'A code for whoever sets up the first second factor and has no phone to show who they are: to be handed over to that person. It is used once, within three days.',
    example: 'account enrolment-code 13800000000',
    options: {},
    positionals: ['PHONE_OR_USERNAME'],
    work: async ({ accounts, secondFactor }, _values, [typed = '']) => {
      const account = await accounts.findByIdentifier(typed);
      if (account === undefined) throw notFound(accountFact('accounts.not_found'));
      const { code, endsAt } = await secondFactor.newEnrolmentCode(actor, account.id);
      return { document: { id: account.id, code, ends_at: endsAt.toISOString() }, text: code };
    },
  },
  'account reset-second-factor': {
    help: 'For staff who have lost the phone and the recovery codes: at the next sign-in the second factor is set up anew.',
    example: 'account reset-second-factor 13800000000 --reason "手机遗失，已当面核对身份"',
    options: { reason: text('why; it is kept in the audit log (required)') },
    positionals: ['PHONE_OR_USERNAME'],
    work: async ({ accounts, secondFactor }, values, [typed = '']) => {
      const reason = must(values, 'reason');
      const account = await accounts.findByIdentifier(typed);
      if (account === undefined) throw notFound(accountFact('accounts.not_found'));
      await secondFactor.reset(actor, account.id, reason);
      return {
        document: { id: account.id },
        text: (say) => `${account.id}  ${say(fact('console.second_factor_reset'))}`,
      };
    },
  },
};
