import type { Fact } from '../../../fact.ts';
import type { Field } from '../../../fields/form.ts';
import { isReadable } from '../../../fields/text.ts';
import { type Cell, unescaped } from '../../../fields/workbooks/table.ts';
import { fact } from '../facts.ts';

export type CellReading = { text: string; problem?: Fact; notice?: Fact };

/** The text of a formula without a result. */
const broken = /^#(REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)$/i;

const two = (n: number) => String(n).padStart(2, '0');
const dayIn = (at: Date) => `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;

/** A cell in the words of a form. Dates are those of the wall, whatever zone the machine is in. */
export function textIn({ control, as }: Pick<Field, 'control' | 'as'>, cell: Cell | undefined): CellReading {
  if (cell === null || cell === undefined) return { text: '' };
  if (typeof cell === 'boolean') return { text: control === 'check' ? (cell ? '1' : '0') : cell ? '是' : '否' };
  if (cell instanceof Date) return ofDate(control, cell);
  if (typeof cell === 'number')
    return isTime(control) && isSerial(cell) ? ofDate(control, atSerial(cell)) : ofNumber(cell, as?.type);
  const text = unescaped(cell);
  if (!isReadable(text))
    return {
      text: text.slice(0, 20),
      problem: fact('imports.cell_unreadable'),
    };
  return broken.test(text.trim()) ? { text, problem: fact('imports.cell_formula') } : { text };
}

const isTime = (control: Field['control']) => control === 'date' || control === 'datetime';
/** A date whose cell has lost its format: days since 1899-12-30, from 1927 to 2173. */
const isSerial = (cell: number) => cell >= 10_000 && cell < 100_000;
const atSerial = (cell: number) => new Date(Date.UTC(1899, 11, 30) + cell * 86_400_000);

function ofDate(control: Field['control'], cell: Date): CellReading {
  const at = new Date(Math.round(cell.getTime() / 1000) * 1000); // a fraction of a day is never quite a second
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  if (at.getUTCFullYear() < 1901) return { text: time.slice(0, 5) }; // a time of day alone
  if (control === 'date') return { text: dayIn(at) };
  if (control === 'datetime')
    return { text: `${dayIn(at)} ${time}`, ...(time === '00:00:00' && { notice: fact('imports.time_missing') }) };
  return { text: time === '00:00:00' ? dayIn(at) : `${dayIn(at)} ${time}` };
}

function ofNumber(cell: number, type: string | undefined): CellReading {
  const text = plainNumber(cell);
  const isLost = Math.abs(cell) >= 1e15 && type !== 'integer' && type !== 'number';
  return isLost
    ? {
        text,
        problem: fact('imports.digits_lost'),
      }
    : { text };
}

/** In a plain notation: without an exponent, and without errors of binary fractions. */
function plainNumber(value: number): string {
  const short = Number(value.toPrecision(15));
  const text = String(short);
  return /e/i.test(text) ? short.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 15 }) : text;
}
