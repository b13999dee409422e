import type { Actor } from '../../actor.ts';
import type { Speech } from '../../fact.ts';
import type { Import } from './import.ts';
import type { Imports, Upload } from './service.ts';

type Application = Actor & { kind: 'application' };
/** The part visible to programs. */
export type ProgramImport = Pick<
  Import,
  'id' | 'number' | 'channel' | 'state' | 'done' | 'good' | 'bad' | 'counts' | 'why' | 'createdAt' | 'updatedAt'
>;

/** Verbs of the API on imports, of production or of a sandbox. */
export interface ProgramImports {
  begin: (actor: Application, upload: Pick<Upload, 'channel' | 'name' | 'bytes' | 'type'>) => Promise<ProgramImport>;
  get: (actor: Application, id: string) => Promise<ProgramImport>;
  send: (actor: Application, id: string) => Promise<void>;
  problemsCsv: (actor: Application, id: string, speech: Speech) => AsyncGenerator<string>;
}

/** R27: calls from a sandbox import into that sandbox only. */
export function createProgramImports(
  { begin, get, send, problemsCsv }: Pick<Imports, 'begin' | 'get' | 'send' | 'problemsCsv'>,
  sandbox: ProgramImports,
): ProgramImports {
  const production: ProgramImports = {
    begin: (actor, upload) => begin(actor, { ...upload, institutionId: actor.institutionId, clientId: actor.clientId }),
    get,
    send,
    problemsCsv,
  };
  const of = (actor: Application) => (actor.sandbox === true ? sandbox : production);
  return {
    begin: (actor, upload) => of(actor).begin(actor, upload),
    get: (actor, id) => of(actor).get(actor, id),
    send: (actor, id) => of(actor).send(actor, id),
    problemsCsv: (actor, id, speech) => of(actor).problemsCsv(actor, id, speech),
  };
}
