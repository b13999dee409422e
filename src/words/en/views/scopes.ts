import { type CitizenScope, isCitizenScope } from '../../../applications/aksk/scopes.ts';
import type { scopes as chinese } from '../../zh/views/scopes.ts';

const words: Readonly<Record<CitizenScope, { title: string; detail: string }>> = {
  openid: { title: 'Account number', detail: 'Identifies your account; each institution sees a different number' },
  profile: { title: 'Nickname and picture', detail: 'Your nickname and picture at the Culture Cloud' },
  phone: { title: 'Mobile number', detail: 'The number you registered' },
  email: { title: 'E-mail', detail: 'The address you registered' },
  address: { title: 'Region', detail: 'Your province, city and county' },
  age_range: { title: 'Age group', detail: 'Whether you are of age, and whether over 60; no date of birth' },
  realname: {
    title: 'Real-name status',
    detail: 'Whether your papers were checked, on which day, and your surname; no full name, no number',
  },
  offline_access: { title: 'Stay signed in', detail: 'Ends after 30 days without use, at the latest after 180 days' },
};
type Titled = Parameters<typeof chinese.titleOf>[0];
const named = (name: string) => (isCitizenScope(name) ? words[name] : undefined);
const titleOf = ({ name, title }: Titled) => named(name)?.title ?? title;

export const scopes: typeof chinese = {
  titleOf,
  titlesOf: (lines) => lines.map(titleOf).join(', '),
  detailOf: ({ name, detail, value }) => value ?? named(name)?.detail ?? detail,
};
