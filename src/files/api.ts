import { invalid } from '../errors.ts';
import { iso } from '../http/answer.ts';
import { applicationOf } from '../http/bearer.ts';
import { fact as httpFact } from '../http/facts.ts';
import { type Served, serve } from '../http/operation.ts';
import { readUpload } from '../http/requests/upload.ts';
import * as operations from './api-operations.ts';
import { fact } from './facts.ts';
import type { Accept, StoredFile } from './file.ts';
import type { Files } from './service.ts';

type Needs = {
  files: Pick<Files, 'keep' | 'facts'>;
  /** Types accepted by the forms of all channels together. */
  types: Accept['types'];
};

const largest = 20 * 1024 * 1024;

/** Pictures and papers that programs send before they name them. */
export function createFilesApi({ files, types }: Needs): Served[] {
  return [
    serve(operations.uploadFile, async (ctx) => {
      const actor = applicationOf(ctx);
      const otherwise = httpFact('http.multipart_expected', { part: 'file' });
      const { uploads } = await readUpload(ctx, { files: 1, bytes: largest, otherwise });
      const [upload] = uploads;
      if (upload === undefined) throw invalid({ file: fact('files.none_sent') });
      const { name, bytes } = upload;
      const { institutionId } = actor;
      const kept = await files.keep(actor, { institutionId, name, bytes, accept: { types } });
      if ('problem' in kept) throw invalid({ file: kept.problem });
      ctx.status = 201;
      ctx.set('Location', `/api/v1/files/${kept.id}`);
      return present(kept);
    }),

    serve(operations.readFile, async (ctx, { params: { id = '' } }) =>
      present(await files.facts(applicationOf(ctx), id)),
    ),
  ];
}

/** Without its name: people name a file after a person, and another may have uploaded it. */
const present = ({ id, type, size, width, height, createdAt }: StoredFile) => ({
  id,
  type,
  size,
  width: width ?? null,
  height: height ?? null,
  created_at: iso(createdAt),
});
