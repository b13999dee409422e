import { createHash } from 'node:crypto';
import { may } from '../../../applications/policies.ts';
import type { Applications } from '../../../applications/service.ts';
import { notFound } from '../../../errors.ts';
import { isThisMachine } from '../../../fields/redirect-uri.ts';
import { anyone } from '../../../http/access.ts';
import type { Person } from '../../../http/admitted.ts';
import type { Context } from '../../../http/context.ts';
import type { Form } from '../../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../../http/route.ts';
import { fact } from '../facts.ts';
import type { KitNotes } from '../start/kit-note.ts';
import { filled, type ProjectFiles, type ProjectValues } from './projects.ts';
import { zipOf } from './zip.ts';

type Needs = {
  files: ProjectFiles;
  origin: string;
  applications: Pick<Applications, 'sandboxOfPerson'>;
  kitNotes: KitNotes;
  developer: (ctx: Context) => Promise<Person | undefined>;
};

/**
 * The finished projects as ZIPs. By a link the reader's own AK is filled in, never the SK: an address may be kept, and told on. The form of 起步,
 * which shows the SK, brings it along.
 */
export function createProjectPages({ files, origin, applications, kitNotes, developer }: Needs): Route[] {
  async function valuesOf(ctx: Context): Promise<ProjectValues & { sk?: string }> {
    const person = await developer(ctx);
    const own = person && (await applications.sandboxOfPerson(person.accountId));
    if (own === undefined) return { issuer: origin };
    const callback = own.redirectUris.find((uri) => isThisMachine(URL.parse(uri)?.hostname ?? ''));
    return {
      ...{ issuer: origin, ak: own.clientId },
      ...(callback !== undefined && { callback }),
      ...(own.secret !== undefined && { sk: own.secret }),
    };
  }

  async function send(ctx: Context, id: string, values: ProjectValues) {
    const project = (await files()).get(id);
    if (project === undefined) throw notFound(fact('docs.no_project'));
    const bytes = await zipOf(filled(project, values));
    ctx.status = 200;
    ctx.type = 'application/zip';
    ctx.set('Content-Disposition', `attachment; filename="${id}.zip"`);
    if (values.ak === undefined && ctx.method === 'GET') {
      ctx.set('Cache-Control', 'private, no-cache');
      ctx.set('ETag', `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`);
      if (ctx.fresh) {
        ctx.status = 304;
        return;
      }
    } else ctx.set('Cache-Control', 'no-store');
    ctx.body = bytes;
  }

  async function download(ctx: Context) {
    const { sk: _, ...values } = await valuesOf(ctx);
    await send(ctx, param(ctx, 'id'), values);
  }

  /** With the keys that 起步 shows: those of its sealed field, else those of the person. */
  async function downloadWithKeys(ctx: Context, { project = '', kit: note }: Form) {
    if (note === undefined) return send(ctx, project, await valuesOf(ctx));
    const kit = kitNotes.read(note);
    if (kit === undefined) return seeOther(ctx, '/docs/start');
    return send(ctx, project, { issuer: origin, ak: kit.ak, sk: kit.secret, callback: kit.callback });
  }

  return [
    page('/docs/samples/:id.zip', anyone, download),
    form('/docs/start/project', may('download a project with the sandbox keys on the page'), downloadWithKeys),
  ];
}
