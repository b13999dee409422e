import { timingSafeEqual } from 'node:crypto';
import type { Seal } from '../crypto/seal.ts';
import { Problem } from '../errors.ts';
import { fact } from './facts.ts';

/** Where a list by time goes on: after this row. */
export type TimeCursor = { at: Date; id: string };

/** What a list was asked for; a cursor of another list or filter leads nowhere. */
type Asked = object;

const macLength = 16;
const strange = () => new Problem('bad_request', fact('http.strange_cursor'));

/**
 * Where the next page of a list begins, as it travels through the hands of others: authenticated, so that what comes back is what we wrote,
 * and bound to its list and to what was asked for. `read` refuses anything else; `find` is for people, whom it leads to the first page.
 */
export function createCursors({ seal }: { seal: Pick<Seal, 'index'> }) {
  const sign = (list: string, asked: Asked, body: string): Buffer =>
    seal.index(JSON.stringify([list, asked, body]), 'cursors').subarray(0, macLength);

  function open(list: string, asked: Asked, text: unknown): string[] | undefined {
    const [, body = '', mac = ''] = /^([\w-]{1,1000})\.([\w-]{22})$/.exec(typeof text === 'string' ? text : '') ?? [];
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== macLength || !timingSafeEqual(given, sign(list, asked, body))) return undefined;
    const values: string[] = JSON.parse(Buffer.from(body, 'base64url').toString());
    return values;
  }

  /** The cursors of one list, whose last row `write` names by some texts. */
  function of<Place>(list: string, toTexts: (place: Place) => string[], fromTexts: (texts: string[]) => Place) {
    const find = (asked: Asked, text: unknown): Place | undefined => {
      const texts = open(list, asked, text);
      return texts && fromTexts(texts);
    };
    return {
      write(asked: Asked, place: Place): string {
        const body = Buffer.from(JSON.stringify(toTexts(place))).toString('base64url');
        return `${body}.${sign(list, asked, body).toString('base64url')}`;
      },
      find,
      /** Undefined where no cursor was given; throws for one that is not ours, not of this list, or not of this filter. */
      read(asked: Asked, text: string | undefined): Place | undefined {
        const place = text === undefined ? undefined : find(asked, text);
        if (text !== undefined && place === undefined) throw strange();
        return place;
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
