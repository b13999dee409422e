import { firstVersion } from '../../accounts/account/terms.ts';

type Ticked = { agree?: string | undefined; terms?: string | undefined };

/** To which version of the terms a form agrees (partials/agree.ejs); 0: to none. A form that does not say which one agrees to the first. */
export const agreedIn = ({ agree, terms = '' }: Ticked): number =>
  agree !== '1' ? 0 : /^[1-9]\d{0,5}$/.test(terms) ? Number(terms) : firstVersion.version;
