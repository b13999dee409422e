import { samples } from './samples.ts';

/** What citizens see: where they sign in, their account, and what is published. */
const citizens =
  /^(oidc|passkeys|family|help)\/|^accounts\/(?!staff)|^privacy\/(?!report|versions|new-version)|^resources\/public\/|^site\/(home|regions)$|^status\/(public|incident|history)$/;
/** What is seen by those who work with the Cloud. A folder of views that is named in neither fails a test. */
const others =
  /^(applications|assistants|brand|console|demo|docs|doctor|helpdesk|incidents|institutions|integration|licences|links|oversight|review|statistics|transparency|vendors|verification|webhooks)\/|^resources\/(?!public\/)|^accounts\/staff|^privacy\/(report|versions|new-version)$|^site\/outbox$|^status\/(desk|draft|updates)$/;

export const belongs = (view: string): ('citizens' | 'others')[] => [
  ...(citizens.test(view) ? (['citizens'] as const) : []),
  ...(others.test(view) ? (['others'] as const) : []),
];

/** Whether a sample is looked at as citizens’ pages are: also what others have in the layouts of citizens. */
export function isForCitizens(name: string): boolean {
  const { view = '', page } = samples[name] ?? {};
  return citizens.test(view) || page?.layout === 'citizen' || page?.layout === 'public';
}
