import { timingSafeEqual } from 'node:crypto';
import type { Seal } from '../../crypto/seal.ts';
import { Problem } from '../../errors.ts';
import { fact } from '../facts.ts';

/** The last row of a page of a list by time. */
export type TimeCursor = { at: Date; id: string };

/** The filter of a list; a cursor is valid for its list and filter only. */
type Filter = object;

const macLength = 16;
const said = fact('http.strange_cursor');
const strange = () => new Problem('bad_request', said, { fields: { cursor: said } });

/** The cursors of one list. */
interface ListCursors<Position> {
  /** The text by which a request goes on behind this position. */
  write(filter: Filter, position: Position): string;
  /** For pages, which show the first page of the list without one: undefined for any cursor that `read` would refuse. */
  find(filter: Filter, text: unknown): Position | undefined;
  /** Undefined where no cursor came; throws `bad_request` for one that is not ours, not of this list, or not of this filter. */
  read(filter: Filter, text: string | undefined): Position | undefined;
}

/** Cursors of lists, authenticated and bound to their list and filter, as they come back in requests. `list`: a name of its own for each. */
export interface Cursors {
  /** Of lists by time and, within one moment, by id. */
  byTime(list: string): ListCursors<TimeCursor>;
  /** Of lists by a number that no two rows share. */
  byNumber(list: string): ListCursors<number>;
  /** Of lists by several values, each written as a text. */
  byTexts(list: string): ListCursors<string[]>;
}

export function createCursors({ seal }: { seal: Pick<Seal, 'index'> }): Cursors {
  const sign = (list: string, filter: Filter, body: string): Buffer =>
    seal.index(JSON.stringify([list, filter, body]), 'cursors').subarray(0, macLength);

  function open(list: string, filter: Filter, text: unknown): string[] | undefined {
    const [, body = '', mac = ''] = /^([\w-]{1,1000})\.([\w-]{22})$/.exec(typeof text === 'string' ? text : '') ?? [];
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== macLength || !timingSafeEqual(given, sign(list, filter, body))) return undefined;
    const values: string[] = JSON.parse(Buffer.from(body, 'base64url').toString());
    return values;
  }

  /** A position is written as some texts. */
  function of<Position>(
    list: string,
    toTexts: (position: Position) => string[],
    fromTexts: (texts: string[]) => Position,
  ): ListCursors<Position> {
    const find = (filter: Filter, text: unknown): Position | undefined => {
      const texts = open(list, filter, text);
      return texts && fromTexts(texts);
    };
    return {
      write(filter, position) {
        const body = Buffer.from(JSON.stringify(toTexts(position))).toString('base64url');
        return `${body}.${sign(list, filter, body).toString('base64url')}`;
      },
      find,
      read(filter, text) {
        const position = text === undefined ? undefined : find(filter, text);
        if (text !== undefined && position === undefined) throw strange();
        return position;
      },
    };
  }

  return {
    byTime: (list) =>
      of<TimeCursor>(
        list,
        ({ at, id }) => [at.toISOString(), id],
        ([at = '', id = '']) => ({ at: new Date(at), id }),
      ),
    byNumber: (list) =>
      of<number>(
        list,
        (number) => [String(number)],
        ([number]) => Number(number),
      ),
    byTexts: (list) =>
      of<string[]>(
        list,
        (texts) => texts,
        (texts) => texts,
      ),
  };
}
