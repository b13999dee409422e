import { samples } from './samples.ts';

/** Views for citizens: login, account, and publications. */
const citizens =
  /^(oidc|passkeys|family|follows|help)\/|^accounts\/(?!staff)|^privacy\/(?!report|versions|new-version)|^resources\/public\/|^site\/(home|regions)$|^status\/(public|incident|history)$|^(transparency\/home|passports\/check)$/;
/** Views of the back office. A folder of views that is named in neither fails a test. */
const others =
  /^(applications|assistants|brand|console|demo|docs|doctor|helpdesk|incidents|institutions|integration|licences|links|messages|oversight|review|statistics|vendors|verification|webhooks)\/|^resources\/(?!public\/)|^accounts\/staff|^privacy\/(report|versions|new-version)$|^site\/(outbox|region-(change|confirm|desk))$|^status\/(desk|draft|updates)$|^transparency\/own$|^passports\/(show|credential)$/;

export const belongs = (view: string): ('citizens' | 'others')[] => [
  ...(citizens.test(view) ? (['citizens'] as const) : []),
  ...(others.test(view) ? (['others'] as const) : []),
];

/** Whether a sample is checked as citizens’ pages are: also others in the layouts of citizens. */
export function isForCitizens(name: string): boolean {
  const { view = '', page } = samples[name] ?? {};
  return citizens.test(view) || page?.layout === 'citizen' || page?.layout === 'public';
}
