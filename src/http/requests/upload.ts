import { pipeline } from 'node:stream/promises';
import type busboy from 'busboy';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { isReadable } from '../../fields/text.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';
import { type Form, readForm, takeTime } from './body.ts';

/** A file as uploaded: its name proves nothing about its content. `refused`: it was too large, and has no bytes. */
export type Upload = { field: string; name: string; bytes: Buffer; refused?: Fact };

export type UploadLimits = {
  /** How many files; inputs that were left empty do not count. */
  files?: number;
  /** Of each file. */
  bytes?: number;
  /** Of all other fields together, names included. */
  text?: number;
  /** A file that is too large is told to the form's action, with all fields before it, so that nothing typed is lost; later fields are not read. */
  tells?: true;
  /** How a body of another type is refused; by default a person is sent to the form of the page. */
  otherwise?: Fact;
};

const megabytes = (n: number) => n * 1024 * 1024;
const usual = { files: 6, bytes: megabytes(10), text: 64 * 1024 };

/** All uploads that this process holds at the moment: many at once shall wait, not fill its memory. */
const mostHeld = megabytes(256);
let held = 0;

/**
 * A posted form with files, or without (then it is `readForm`). As strict as that: UTF-8 or nothing, no NUL, no text field twice.
 * Everything is counted while it streams; whatever goes too far is answered at once.
 */
export async function readUpload(ctx: Context, limits: UploadLimits = {}): Promise<{ form: Form; uploads: Upload[] }> {
  const { files, bytes, text } = { ...usual, ...limits };
  if (!ctx.is('multipart/form-data')) return { form: await readForm(ctx, text, limits.otherwise), uploads: [] };

  // A chunk more, where the parser is to name the file that is too large.
  const maxBytes = files * bytes + 2 * text + (limits.tells === true ? 64 * 1024 : 0);
  if (limits.tells !== true && (ctx.request.length ?? 0) > maxBytes) throw tooMuch(maxBytes);
  const { default: library } = await import('busboy');
  const parser = parserOf(library, ctx, bytes, text);
  takeTime(ctx.req);
  const form: Record<string, string> = Object.create(null);
  const uploads: Upload[] = [];
  let written = 0;
  let refused: unknown;
  /** An error thrown by a listener would end the process, and a parser destroyed during its own event fails. */
  const stop = (work: () => void) => {
    try {
      work();
    } catch (error) {
      refused ??= error;
      queueMicrotask(() => parser.destroy());
    }
  };

  const count = (...parts: string[]) => {
    for (const part of parts) written += Buffer.byteLength(part);
    if (written > text) throw tooLong(text);
  };
  parser.on('field', (rawName, rawValue, { valueTruncated }) =>
    stop(() => {
      if (valueTruncated) throw tooLong(text);
      const [name, value] = [utf8(rawName), utf8(rawValue)];
      count(name, value);
      if (name in form) throw new Problem('bad_request', fact('http.twice', { name }));
      form[name] = value;
    }),
  );
  parser.on('file', (rawField, stream, { filename }) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined); // the parser reports it as well
    stream.on('limit', () =>
      stop(() => {
        const [field, name, problem] = [utf8(rawField), nameOf(filename), tooBig(nameOf(filename), bytes)];
        if (limits.tells === true && refused === undefined)
          uploads.push({ field, name, bytes: Buffer.alloc(0), refused: problem.fact });
        throw problem;
      }),
    );
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () =>
      stop(() => {
        if (refused !== undefined) return;
        const [field, name] = [utf8(rawField), nameOf(filename)];
        count(field, name);
        const whole = Buffer.concat(chunks);
        if (whole.length === 0 && name === '') return; // an input that was left empty
        if (uploads.length === files)
          throw new Problem('payload_too_large', fact('http.too_many_files', { most: files }));
        uploads.push({ field, name, bytes: whole });
      }),
    );
  });
  for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
    parser.on(limit, () => stop(() => refuse(tooLong(text))));

  await pipeline(counted(ctx, maxBytes), parser).catch((error: unknown) => {
    refused ??= error instanceof Problem ? error : incomplete(error);
  });
  if (refused !== undefined && !uploads.some((each) => each.refused !== undefined)) throw refused;
  return { form, uploads };
}

/** The body as it arrives. Its share of memory is given back when the request is answered. */
async function* counted(ctx: Context, maxBytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  const release = () => {
    held -= size;
  };
  try {
    // A request that is destroyed, as a loop does that ends early, gets no answer.
    for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      held += chunk.length;
      if (size > maxBytes) throw tooMuch(maxBytes);
      if (held > mostHeld) throw new Problem('maintenance', fact('http.uploads_busy'), { retryAfter: 60 });
      yield chunk;
    }
  } finally {
    if (ctx.res.closed) release();
    else ctx.res.once('close', release);
  }
}

function parserOf(library: typeof busboy, ctx: Context, bytes: number, text: number): busboy.Busboy {
  try {
    return library({
      headers: { 'content-type': ctx.get('content-type') },
      // Raw bytes: the parser would silently turn invalid UTF-8 into replacement characters.
      defCharset: 'latin1',
      defParamCharset: 'latin1',
      limits: { fileSize: bytes + 1, fieldSize: text + 1, fieldNameSize: 200, files: 50, fields: 500, parts: 550 },
    });
  } catch (error) {
    throw incomplete(error);
  }
}

function utf8(raw: string | undefined): string {
  const bytes = Buffer.from(raw ?? '', 'latin1');
  if (raw === undefined || bytes.toString('latin1') !== raw) throw unreadable(); // a part with another charset of its own
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw unreadable();
  if (!isReadable(text)) throw new Problem('bad_request', fact('http.unreadable_text'));
  return text;
}

/** For people to recognise it; whatever could lead astray in a header, a path or a line of text is taken out. */
function nameOf(raw: string | undefined): string {
  const name = utf8(raw ?? '').normalize('NFC');
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\]/gu, '').trim();
  return [...plain].slice(-120).join(''); // the ending says most
}

const refuse = (problem: Problem): never => {
  throw problem;
};

const unreadable = () => new Problem('bad_request', fact('http.form_not_utf8'));
const incomplete = (cause: unknown) => new Problem('bad_request', fact('http.file_incomplete'), { cause });
const tooLong = (text: number) =>
  new Problem('payload_too_large', fact('http.fields_too_long', { kilobytes: Math.floor(text / 1024) }));
const tooBig = (name: string, bytes: number) =>
  new Problem('payload_too_large', fact('http.file_too_large', { name, most: inMegabytes(bytes) }));
const tooMuch = (maxBytes: number) =>
  new Problem('payload_too_large', fact('http.files_too_large', { most: inMegabytes(maxBytes) }));
const inMegabytes = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`;
