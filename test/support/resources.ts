import type { Actor } from '../../src/actor.ts';
import type { Data } from '../../src/fields/form.ts';
import { jsonOf } from '../../src/resources/api/api-answers.ts';
import { type ChannelCode, channels } from '../../src/resources/channels/channels.ts';
import { operator, type TestApp } from './app.ts';
import { bands } from './pictures.ts';

let cover: Promise<Buffer> | undefined;

/** A picture that will do as a cover, uploaded for the institution. */
export async function uploadCover(at: TestApp, institutionId: string): Promise<string> {
  cover ??= bands(1280, 720);
  const accept = { types: ['image/png', 'image/jpeg'] };
  const kept = await at.app.files.keep(operator, { institutionId, name: '封面.png', bytes: await cover, accept });
  if ('problem' in kept) throw new Error(kept.problem.code);
  return kept.id;
}

/** An entry of a channel that can be sent as it is. */
export const entryOf = async (
  at: TestApp,
  institutionId: string,
  channel: ChannelCode,
  more: Data = {},
): Promise<Data> => ({
  ...channels[channel].example,
  cover: await uploadCover(at, institutionId),
  ...more,
});

export const reviewer: Actor = { kind: 'operator', name: 'reviewer' };

/** An entry that citizens can see: proposed, sent, approved. */
export async function publish(
  at: TestApp,
  actor: Actor & { institutionId: string },
  channel: ChannelCode,
  more: Data = {},
): Promise<{ entryId: string; submissionId: string }> {
  const { resources, review } = at.app;
  const { institutionId } = actor;
  const clientId = actor.kind === 'application' ? actor.clientId : undefined;
  const data = await entryOf(at, institutionId, channel, more);
  const [made] = await resources.proposeMany(actor, channel, { institutionId, clientId }, [{ data }]);
  if (made === undefined) throw new Error('nothing was proposed');
  const sent = await resources.submit(actor, made.entryId);
  await review.approve(reviewer, sent.id);
  return { entryId: made.entryId, submissionId: sent.id };
}

/** The same as a program sends it: JSON. */
export async function jsonEntry(
  at: TestApp,
  institutionId: string,
  channel: ChannelCode,
  more: object = {},
): Promise<Record<string, unknown>> {
  const { external_id: _name, ...data } = await entryOf(at, institutionId, channel);
  return { ...jsonOf(channels[channel], data), ...more };
}
