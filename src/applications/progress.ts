import type { ProgressLine, Standing } from '../module.ts';
import { isUnderWay, latestOf, reviewStanding } from '../review/progress.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Application } from './aksk/application.ts';
import { fact } from './facts.ts';
import type { Applications } from './service.ts';

type Needs = { review: Review; applications: Applications };

const home = '/console/applications';
const isLive = (status: string) => status === 'active' || status === 'expiring';

/** 申请 AKSK: the condition of all other steps. */
export function createApplicationProgress({ review, applications }: Needs): ProgressLine[] {
  // A sandbox is there before anything was applied for, and opens nothing.
  const ofInstitution = async (institutionId: string) =>
    (await applications.list(institutionId)).filter(({ sandbox }) => !sandbox);

  /** AKs in force whose SK has not been drawn. */
  async function undrawnOf(own: readonly Application[]): Promise<Application[]> {
    const drawing = own.filter(
      (each) => isLive(applications.status(each)) && each.authMethod.startsWith('client_secret'),
    );
    const drawn = await Promise.all(drawing.map(({ clientId }) => applications.secrets(clientId)));
    return drawing.filter((_, index) => drawn[index]?.length === 0);
  }

  async function keys(institutionId: string): Promise<Standing> {
    const [own, sent] = await Promise.all([
      ofInstitution(institutionId),
      latestOf(review, institutionId, 'application'),
    ]);
    const toDraw = await undrawnOf(own);
    const [undrawn] = toDraw;
    const live = own.filter((each) => isLive(applications.status(each))).length;
    const note = fact('applications.progress_keys', {
      ...{ live, over: own.length - live, undrawn: toDraw.map(({ name }) => name) },
      sent: isUnderWay(sent) ? reviewStanding({ state: sent.state }).note : undefined,
    });
    const isRefused = sent?.state === 'rejected';
    const pageOf = ({ clientId }: Application, more = '') => `${home}/${encodeURIComponent(clientId)}${more}`;
    if (undrawn !== undefined)
      return {
        ...{ progress: isUnderWay(sent) ? reviewStanding(sent).progress : 'active', note },
        href: pageOf(undrawn, '#keys'),
        next: { sentence: fact('applications.next_draw', { name: undrawn.name }), label: fact('applications.to_draw') },
      };
    if (isUnderWay(sent))
      return {
        ...{ progress: reviewStanding(sent).progress, note },
        ...(sent.state === 'draft'
          ? {
              href: `/console/submissions/${sent.id}`,
              next: { sentence: fact('applications.next_send'), label: fact('applications.to_send') },
            }
          : { href: home }),
      };
    if (live > 0) return { progress: 'done', note, href: home };
    const over = own.find((each) => applications.status(each) === 'expired');
    if (over !== undefined)
      return {
        ...{ progress: 'active', note, href: pageOf(over, '/renew') },
        next: { sentence: fact('applications.next_renew', { name: over.name }), label: fact('applications.to_renew') },
      };
    const [stopped] = own;
    if (stopped !== undefined)
      return {
        ...{ progress: 'active', note, href: pageOf(stopped, '#history') },
        next: {
          sentence: fact('applications.next_stopped', { name: stopped.name }),
          label: fact('applications.to_stopped'),
        },
      };
    return {
      progress: 'open',
      note: isRefused ? reviewStanding({ state: 'rejected' }).note : fact('applications.progress_open'),
      href: home,
      next: {
        sentence: fact('applications.next_apply', { isRefused }),
        label: fact('applications.to_apply', { isRefused }),
      },
    };
  }

  return [{ key: 'applications', title: fact('applications.progress_title'), part: 'step', order: 2, of: keys }];
}
