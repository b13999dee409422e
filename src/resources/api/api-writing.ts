import type { Actor } from '../../actor.ts';
import { Problem } from '../../errors.ts';
import type { Precondition } from '../../http/requests/etag.ts';
import { isOpen } from '../../review/workflow/transitions.ts';
import type { Channel } from '../channels/channel.ts';
import type { Outcome, Proposed } from '../entries/proposing.ts';
import type { Resources } from '../entries/service.ts';
import { fact } from '../facts.ts';
import { noted, type Sent } from './api-reading.ts';

type Application = Actor & { kind: 'application' };
export type Written = Exclude<Outcome, 'in_review' | 'taken'>;

export const inReview = () => new Problem('resource_in_review', fact('resources.in_review_recall'));

export const statusOf: Readonly<Record<Written, 200 | 201 | 202>> = {
  created: 201,
  updated: 200,
  unchanged: 200,
  revision: 202,
};

/** The API's verbs on entries: all are repeatable. */
export function createWriting({ resources }: { resources: Resources }) {
  /** 提交审核, unless it is being reviewed or was decided: the same content is not reviewed twice. */
  async function submit(actor: Application, channel: Channel, entryId: string, sent?: Sent): Promise<boolean> {
    const before = await resources.get(actor, entryId);
    if (isOpen(before.reviewState)) return true;
    if (before.reviewState === 'approved' || before.reviewState === 'rejected') return false;
    try {
      await resources.submit(actor, entryId);
      return true;
    } catch (error) {
      // Another request, perhaps of the same program, was a moment earlier.
      if (error instanceof Problem && error.code === 'conflict')
        if (isOpen((await resources.get(actor, entryId)).reviewState)) return true;
      throw noted(channel, error, sent?.data ?? {});
    }
  }

  return {
    submit,

    /** One entry, or several of a channel: a draft of each, and its live state if given. */
    async propose(
      actor: Application,
      channel: Channel,
      items: readonly { externalId: string; sent: Sent; holds?: Precondition | undefined }[],
    ): Promise<Proposed[]> {
      const { institutionId, clientId } = actor;
      return resources.proposeMany(
        actor,
        channel.code,
        { institutionId, clientId },
        items.map(({ externalId, sent, holds }) => ({ externalId, data: sent.data, holds })),
      );
    },

    /** 撤回申请; of several at once the first sends it, and the others find it sent. */
    async withdraw(actor: Application, entryId: string, reason: string): Promise<void> {
      for (let tries = 0; ; tries += 1) {
        const { publicationState } = await resources.get(actor, entryId);
        if (publicationState === 'withdrawn') return;
        try {
          await resources.withdraw(actor, entryId, reason);
          return;
        } catch (error) {
          if (!(error instanceof Problem) || error.code !== 'conflict' || tries === 3) throw error;
        }
      }
    },

    async setLive(actor: Application, channel: Channel, entryId: string, { live }: Sent): Promise<void> {
      if (Object.keys(live).length === 0) return;
      await resources.setLive(actor, entryId, live).catch((error: unknown) => {
        throw noted(channel, error, live);
      });
    },
  };
}

export type Writing = ReturnType<typeof createWriting>;
