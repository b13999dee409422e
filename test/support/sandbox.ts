import type { ChannelCode } from '../../src/resources/channels/channels.ts';
import type { createPartnerProgram } from './api.ts';
import type { TestApp } from './app.ts';
import { bands } from './pictures.ts';
import { remember } from './record.ts';
import { jsonEntry } from './resources.ts';

type Program = Awaited<ReturnType<typeof createPartnerProgram>>;

/** All that a program of institutions may ask for. */
export const everyScope =
  'resource:read resource:write stats:read stats:write catalog:read licence:write file:write webhook:manage';

/** A picture that will do as a cover, uploaded by the program itself. */
export async function uploadedBy({ call }: Program, width = 1280, height = 720): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await bands(width, height))]), '封面.png');
  const { status, body } = await call('post', '/files', form);
  if (status !== 201) throw new Error(`the upload was refused: ${JSON.stringify(body)}`);
  return String(body.id);
}

const covers = new WeakMap<Program, Promise<string>>();

/** An entry that can be sent, with a picture of the program's own. */
export const entryBy = async (at: TestApp, program: Program, channel: ChannelCode, more: object = {}) => {
  const cover = covers.get(program) ?? uploadedBy(program);
  covers.set(program, cover);
  return jsonEntry(at, program.institutionId, channel, { cover: await cover, ...more });
};

/** The access token of a program that took sandbox keys without an account. */
export async function createSandboxProgram(at: TestApp, scope: string): Promise<string> {
  const taken = await fetch(`${at.origin}/sandbox`, { method: 'POST' });
  const { ak = '', sk = '', citizens = [] } = JSON.parse(await taken.text());
  for (const { password } of citizens) remember(password);
  const answer = await fetch(`${at.origin}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${ak}:${remember(sk)}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  return remember(JSON.parse(await answer.text()).access_token);
}
