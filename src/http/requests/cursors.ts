import { timingSafeEqual } from 'node:crypto';
import type { Seal } from '../../crypto/seal.ts';
import { Problem } from '../../errors.ts';
import { fact } from '../facts.ts';

/** The last row of a page of a list by time. */
export type TimeCursor = { at: Date; id: string };

/** The filter of a list; a cursor is valid for its list and filter only. */
type Filter = object;

const macLength = 16;
const strange = () => new Problem('bad_request', fact('http.strange_cursor'));

/**
 * Cursors of lists, authenticated and bound to their list and filter, as they come back in requests. `read` refuses any other cursor; `find`
 * ignores it, for pages, which then show the first page of the list.
 */
export function createCursors({ seal }: { seal: Pick<Seal, 'index'> }) {
  const sign = (list: string, filter: Filter, body: string): Buffer =>
    seal.index(JSON.stringify([list, filter, body]), 'cursors').subarray(0, macLength);

  function open(list: string, filter: Filter, text: unknown): string[] | undefined {
    const [, body = '', mac = ''] = /^([\w-]{1,1000})\.([\w-]{22})$/.exec(typeof text === 'string' ? text : '') ?? [];
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== macLength || !timingSafeEqual(given, sign(list, filter, body))) return undefined;
    const values: string[] = JSON.parse(Buffer.from(body, 'base64url').toString());
    return values;
  }

  /** The cursors of one list; a position is written as some texts. */
  function of<Position>(
    list: string,
    toTexts: (position: Position) => string[],
    fromTexts: (texts: string[]) => Position,
  ) {
    const find = (filter: Filter, text: unknown): Position | undefined => {
      const texts = open(list, filter, text);
      return texts && fromTexts(texts);
    };
    return {
      write(filter: Filter, position: Position): string {
        const body = Buffer.from(JSON.stringify(toTexts(position))).toString('base64url');
        return `${body}.${sign(list, filter, body).toString('base64url')}`;
      },
      find,
      /** Undefined where no cursor was given; throws for one that is not ours, not of this list, or not of this filter. */
      read(filter: Filter, text: string | undefined): Position | undefined {
        const position = text === undefined ? undefined : find(filter, text);
        if (text !== undefined && position === undefined) throw strange();
        return position;
      },
    };
  }

  return {
    byTime: (list: string) =>
      of<TimeCursor>(
        list,
        ({ at, id }) => [at.toISOString(), id],
        ([at = '', id = '']) => ({ at: new Date(at), id }),
      ),
    byNumber: (list: string) =>
      of<number>(
        list,
        (number) => [String(number)],
        ([number]) => Number(number),
      ),
    byTexts: (list: string) =>
      of<string[]>(
        list,
        (texts) => texts,
        (texts) => texts,
      ),
  };
}

export type Cursors = ReturnType<typeof createCursors>;
